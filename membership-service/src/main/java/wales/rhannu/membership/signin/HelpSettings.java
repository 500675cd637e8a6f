package wales.rhannu.membership.signin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the pages tell whoever gets no mail.
 *
 * @param from the address that mails come from, for who looks for them among junk
 * @param contact an e-mail address of people who help; empty where there is none
 */
@ConfigurationProperties("rhannu.mail")
record HelpSettings(@DefaultValue("rhannu@localhost") String from, @DefaultValue("") String contact) {}
