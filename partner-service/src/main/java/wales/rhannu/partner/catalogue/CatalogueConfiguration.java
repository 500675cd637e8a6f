package wales.rhannu.partner.catalogue;

import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/** The catalogue is read in Welsh by those who ask for it, and in English by all others. */
@Configuration(proxyBeanMethods = false)
class CatalogueConfiguration {

    @Bean
    LocaleResolver localeResolver() {
        AcceptHeaderLocaleResolver resolver = new AcceptHeaderLocaleResolver();
        resolver.setSupportedLocales(List.of(Locale.ENGLISH, Catalogue.WELSH));
        resolver.setDefaultLocale(Locale.ENGLISH);
        return resolver;
    }
}
