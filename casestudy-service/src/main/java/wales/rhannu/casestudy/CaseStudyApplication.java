package wales.rhannu.casestudy;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Case studies, their search, import and export. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class CaseStudyApplication {

    public static void main(String[] args) {
        SpringApplication.run(CaseStudyApplication.class, args);
    }
}
