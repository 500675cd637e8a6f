package wales.rhannu.starter.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.TestPropertySourceUtils;

/** Connects the service under a {@link PlatformTest} to the engines and the issuer of this JVM. */
class PlatformCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
        PlatformTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, PlatformTest.class);
        return annotation == null ? null : new Platform(Set.of(annotation.topics()));
    }

    /** Equal for equal topics, so that test classes share a context. */
    private record Platform(Set<String> topics) implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            ConfigurableEnvironment environment = context.getEnvironment();
            topics.forEach(TestTopics::create);
            Engines engines = Engines.running();
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("spring.mongodb.uri", engines.mongoUri(environment.getProperty("rhannu.service", "test")));
            properties.put("spring.kafka.bootstrap-servers", engines.bootstrapServers());

            properties.put("rhannu.security.issuer", TestIssuer.ISSUER);
            properties.put("rhannu.security.audience", TestIssuer.AUDIENCE);
            properties.put("rhannu.security.jwks-uri", TestIssuer.running().jwksUri());
            MutablePropertySources sources = environment.getPropertySources();
            MapPropertySource source = new MapPropertySource("platform test", properties);
            if (sources.contains(TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME)) {
                sources.addAfter(TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME, source);
            } else {
                sources.addFirst(source);
            }
        }
    }
}
