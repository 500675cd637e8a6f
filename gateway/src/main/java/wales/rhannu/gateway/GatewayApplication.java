package wales.rhannu.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The gateway: everything that members and partners use is behind it. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewaySettings.class)
public class GatewayApplication {

    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(GatewayApplication.class, arguments);
    }
}
