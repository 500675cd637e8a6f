package wales.rhannu.starter.web;

import java.net.URI;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.util.unit.DataSize;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP conventions of a service. */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class WebAutoConfiguration {

    @Bean
    JsonRules jsonRules() {
        return new JsonRules();
    }

    @Bean
    Problems problems(JsonMapper json) {
        return new Problems(json);
    }

    @Bean
    ProblemAdvice problemAdvice(Problems problems) {
        return new ProblemAdvice(problems);
    }

    @Bean
    ErrorPageController containerErrors(Problems problems) {
        return new ErrorPageController(problems);
    }

    @Bean
    PlatformAddressCustomizer platformAddress(@Value("${rhannu.security.issuer:http://localhost:8080}") URI address) {
        return new PlatformAddressCustomizer(address);
    }

    @Bean
    FilterRegistrationBean<BodyFilter> bodyFilter(
            @Value("${rhannu.http.max-body:1MB}") DataSize limit, Problems problems) {
        FilterRegistrationBean<BodyFilter> registration =
                new FilterRegistrationBean<>(new BodyFilter((int) limit.toBytes(), problems));
        // after Spring Security (-100): who may not come in has no body read
        registration.setOrder(-50);
        return registration;
    }

    @Bean
    FilterRegistrationBean<ScrapeLimitFilter> scrapeLimit(Problems problems) {
        FilterRegistrationBean<ScrapeLimitFilter> registration =
                new FilterRegistrationBean<>(new ScrapeLimitFilter(problems));
        registration.addUrlPatterns(ScrapeLimitFilter.PATH);
        registration.setOrder(-200);
        return registration;
    }

    @Bean
    FilterRegistrationBean<NullByteFilter> nullBytes(JsonMapper json, Problems problems) {
        FilterRegistrationBean<NullByteFilter> registration =
                new FilterRegistrationBean<>(new NullByteFilter(json, problems));
        registration.setOrder(-49);
        return registration;
    }

    @Bean
    WebMvcConfigurer requests(JsonMapper json) {
        RequestJson reading = new RequestJson(json);
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new RequestArgumentResolver(reading));
            }

            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
                converters.withJsonConverter(new JsonBodies(json, reading));
            }

            @Override
            public void addInterceptors(InterceptorRegistry interceptors) {
                interceptors.addInterceptor(new KnownParameters()).addPathPatterns("/api/v1/**");
            }
        };
    }
}
