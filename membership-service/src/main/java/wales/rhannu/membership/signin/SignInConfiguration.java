package wales.rhannu.membership.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;
import org.springframework.web.servlet.i18n.LocaleChangeInterceptor;
import wales.rhannu.membership.member.Mailbox;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.session.Sessions;

/**
 * Signing in by an e-mailed link, or by the code that is mailed with it: either signs in the browser that asked, and only one
 * of them does, once. A link does not before a button is pressed, because mail scanners open links.
 */
@Configuration(proxyBeanMethods = false)
@EnableSpringHttpSession
class SignInConfiguration implements WebMvcConfigurer {

    static final String PAGE = "/sign-in";
    static final String LINK = "/sign-in/link";
    static final String CODE = "/sign-in/code";
    static final String SENT = "/sign-in/sent";
    private static final String EITHER = "/sign-in/{by:link|code}";
    static final String SESSIONS = "sessions";
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(1)
    SecurityFilterChain signIn(
            HttpSecurity http,
            SignInRequests requests,
            KnownBrowsers browsers,
            Members members,
            SessionCreation beginning,
            Sessions sessions,
            MemberAccess access) {
        return http.securityMatcher(PAGE, PAGE + "/**", "/logout")
                .authorizeHttpRequests(
                        paths -> paths.requestMatchers(PAGE, LINK, CODE, SENT, PAGE + "/style.css", "/logout")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .oneTimeTokenLogin(login -> login.tokenService(requests)
                        .loginPage(PAGE)
                        .tokenGeneratingUrl(PAGE)
                        .generateRequestResolver(requests)
                        .tokenGenerationSuccessHandler(requests)
                        .showDefaultSubmitPage(false)
                        .loginProcessingUrl(EITHER)
                        .authenticationConverter(request -> withSession(requests.attempt(request)))
                        .successHandler((request, response, person) -> {
                            Member member = members.get(person.getName());
                            browsers.remember(
                                    request,
                                    response,
                                    Mailbox.of(member.email()).key());
                            beginning.onAuthenticationSuccess(request, response, person);
                        })
                        .failureHandler(SignInConfiguration::failed))
                .logout(logout -> logout.logoutUrl("/logout")
                        .addLogoutHandler((request, response, signedIn) ->
                                MemberAccess.sessionOf(signedIn).ifPresent(access::end))
                        .logoutSuccessUrl(PAGE + "?problem=signed-out"))
                .addFilterAfter(new EndedSessionFilter(sessions), SecurityContextHolderFilter.class)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                        .referrerPolicy(referrer -> referrer.policy(
                                org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter
                                        .ReferrerPolicy.NO_REFERRER)))
                .build();
    }

    /** The details become those of who is signed in: {@code sid} of the tokens that they will be given. */
    private static Authentication withSession(OneTimeTokenAuthenticationToken attempt) {
        attempt.setDetails(UUID.randomUUID().toString());
        return attempt;
    }

    @Bean
    MongoIndexedSessionRepository browserSessions(MongoTemplate mongo) {
        return new BrowserSessions(mongo, SESSIONS);
    }

    /** The same to everybody who did not prove to hold an address; who did is told where their account is not active. */
    private static void failed(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof DisabledException) {
            response.sendRedirect(PAGE + "?problem=inactive");
        } else {
            response.sendRedirect(SignInRequests.isCode(request) ? SENT + "?problem=code" : PAGE + "?problem=link");
        }
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

    /** Secure where the platform's address is of https. */
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
        resolver.setDefaultLocaleFunction(request -> SignInPages.language(request.getHeader("Accept-Language")));
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
