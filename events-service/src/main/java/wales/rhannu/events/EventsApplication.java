package wales.rhannu.events;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Meetups, their places and waiting lists, and calendars. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class EventsApplication {

    public static void main(String[] args) {
        SpringApplication.run(EventsApplication.class, args);
    }
}
