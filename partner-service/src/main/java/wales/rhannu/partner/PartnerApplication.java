package wales.rhannu.partner;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** What partner bodies follow: the public topics over HTTP, and the catalogue of what is on them. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class PartnerApplication {

    public static void main(String[] args) {
        SpringApplication.run(PartnerApplication.class, args);
    }
}
