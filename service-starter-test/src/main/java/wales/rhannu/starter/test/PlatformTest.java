package wales.rhannu.starter.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Starts the service of this module on a random port, against the JVM's one broker and one database, trusting the tokens
 * of {@link TestTokens}.
 *
 * <p>What the test class sets itself ({@code @TestPropertySource}) wins over what this sets.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // read by people here
        properties = "logging.structured.format.console=")
public @interface PlatformTest {

    /** Topics that other services own and this one reads: they exist before the service starts. */
    String[] topics() default {};
}
