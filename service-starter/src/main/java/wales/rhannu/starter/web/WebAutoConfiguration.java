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
    ContainerErrors containerErrors(Problems problems) {
        return new ContainerErrors(problems);
    }

    @Bean
    PlatformAddress platformAddress(@Value("${rhannu.security.issuer:http://localhost:8080}") URI address) {
        return new PlatformAddress(address);
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
    FilterRegistrationBean<ScrapeLimit> scrapeLimit(Problems problems) {
        FilterRegistrationBean<ScrapeLimit> registration = new FilterRegistrationBean<>(new ScrapeLimit(problems));
        registration.addUrlPatterns(ScrapeLimit.PATH);
        registration.setOrder(-200);
        return registration;
    }

    @Bean
    FilterRegistrationBean<NullBytes> nullBytes(JsonMapper json, Problems problems) {
        FilterRegistrationBean<NullBytes> registration = new FilterRegistrationBean<>(new NullBytes(json, problems));
        registration.setOrder(-49);
        return registration;
    }

    @Bean
    WebMvcConfigurer requests(JsonMapper json) {
        RequestJson reading = new RequestJson(json);
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new RequestArguments(reading));
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
