package wales.rhannu.membership.signin;

import java.util.List;
import java.util.UUID;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;
import org.springframework.web.servlet.i18n.LocaleChangeInterceptor;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.session.Sessions;

/**
 * Signing in by an e-mailed link: it signs in the browser that asked, once, and not before a button is pressed, because
 * mail scanners open links.
 */
@Configuration(proxyBeanMethods = false)
@EnableSpringHttpSession
class SignInConfiguration implements WebMvcConfigurer {

    static final String PAGE = "/sign-in";
    static final String LINK = "/sign-in/link";
    static final String SESSIONS = "sessions";
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(1)
    SecurityFilterChain signIn(
            HttpSecurity http,
            SignInLinks links,
            AskedFor askedFor,
            LinkMail mail,
            SessionBeginning beginning,
            Sessions sessions,
            Access access) {
        return http.securityMatcher(PAGE, PAGE + "/**", "/logout")
                .authorizeHttpRequests(
                        requests -> requests.requestMatchers(PAGE, LINK, PAGE + "/sent", PAGE + "/style.css")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .oneTimeTokenLogin(login -> login.tokenService(links)
                        .loginPage(PAGE)
                        .tokenGeneratingUrl(PAGE)
                        .generateRequestResolver(request -> Members.address(request.getParameter("email"))
                                .map(GenerateOneTimeTokenRequest::new)
                                .orElse(null))
                        .tokenGenerationSuccessHandler((request, response, token) -> {
                            askedFor.remember(request, token.getTokenValue());
                            mail.send(token);
                            response.sendRedirect(PAGE + "/sent");
                        })
                        .showDefaultSubmitPage(false)
                        .loginProcessingUrl(LINK)
                        .authenticationConverter(request -> withSession(
                                askedFor.isBy(request, request.getParameter("token"))
                                        ? new OneTimeTokenAuthenticationToken(request.getParameter("token"))
                                        : new OneTimeTokenAuthenticationToken("")))
                        .successHandler(beginning)
                        .failureHandler(new SimpleUrlAuthenticationFailureHandler(PAGE + "?problem=link")))
                .logout(logout -> logout.logoutUrl("/logout")
                        .addLogoutHandler((request, response, signedIn) ->
                                Access.sessionOf(signedIn).ifPresent(access::end))
                        .logoutSuccessUrl(PAGE + "?problem=signed-out"))
                .addFilterAfter(new EndedSessionFilter(sessions), SecurityContextHolderFilter.class)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                        .referrerPolicy(referrer -> referrer.policy(
                                org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter
                                        .ReferrerPolicy.NO_REFERRER)))
                .build();
    }

    /** The details become those of who is signed in: {@code sid} of the tokens that they will be given. */
    private static Authentication withSession(OneTimeTokenAuthenticationToken link) {
        link.setDetails(UUID.randomUUID().toString());
        return link;
    }

    @Bean
    MongoIndexedSessionRepository browserSessions(MongoTemplate mongo) {
        return new BrowserSessions(mongo, SESSIONS);
    }

    /** Whoever proved to hold an address: a member, at the first time a new one. The name of the principal is the id. */
    @Bean
    UserDetailsService membersByAddress(Members members) {
        return email -> {
            Member member = members.joined(email)
                    .orElseThrow(() -> new UsernameNotFoundException("Nobody may join with this address"));
            if (member.isDisabled()) {
                throw new DisabledException("This member is disabled");
            }
            return User.withUsername(member.id())
                    .password("{noop}")
                    .authorities(List.of())
                    .build();
        };
    }

    /** Secure where the browser came by https, which the gateway tells. */
    @Bean
    CookieSerializer cookieSerializer() {
        DefaultCookieSerializer cookie = new DefaultCookieSerializer();
        cookie.setCookieName("rhannu-sign-in");
        cookie.setCookiePath("/");
        cookie.setSameSite("Lax");
        cookie.setUseHttpOnlyCookie(true);
        return cookie;
    }

    @Bean
    LocaleResolver localeResolver() {
        CookieLocaleResolver resolver = new CookieLocaleResolver("rhannu-language");
        resolver.setCookieHttpOnly(true);
        resolver.setCookieSameSite("Lax");
        resolver.setDefaultLocaleFunction(request -> Pages.language(request.getHeader("Accept-Language")));
        return resolver;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        LocaleChangeInterceptor change = new LocaleChangeInterceptor();
        change.setParamName("lang");
        change.setIgnoreInvalidLocale(true);
        registry.addInterceptor(change).addPathPatterns(PAGE, PAGE + "/**");
    }
}
