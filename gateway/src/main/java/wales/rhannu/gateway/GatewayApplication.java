package wales.rhannu.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The gateway: everything that members and partners use is behind it. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class GatewayApplication {

    private static final String LOOPS = "reactor.netty.ioWorkerCount";

    /** Starts it. */
    public static void main(String[] arguments) {
        if (System.getProperty(LOOPS) == null) {
            // of itself it takes four on a small machine, and they get into one another's way
            System.setProperty(
                    LOOPS, Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors())));
        }
        SpringApplication.run(GatewayApplication.class, arguments);
    }
}
