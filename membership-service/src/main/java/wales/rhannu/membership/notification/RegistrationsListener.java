package wales.rhannu.membership.notification;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.membership.mail.MailQueue;
import wales.rhannu.membership.mail.MemberMail;
import wales.rhannu.membership.mail.QuotedText;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.consume.TopicSubscription;

/** Sends mails about meetups that members registered for, because events-service has no addresses. */
@Configuration(proxyBeanMethods = false)
class RegistrationsListener {

    private static final String PROMOTED = "wales.rhannu.events.registration-promoted.v1";
    private static final String CANCELLED = "wales.rhannu.events.registration-meetup-cancelled.v1";

    private static final String WHOSE_WORDS =
            """
            Geiriau trefnydd y cyfarfod sydd ar ôl >.
            The lines after > are the words of whoever organises the meetup.""";

    /** Our view of a registration: only what we use, so events-service may add fields freely. */
    record Registration(String member, String mode, About about) {}

    record About(@Nullable Bilingual title, @Nullable String zone, Instant startsAt) {}

    /** Why a meetup was cancelled. */
    record Cancellation(@Nullable Bilingual reason) {}

    /** A subscription in a separate consumer group; the topic need not exist yet. */
    @Bean
    TopicSubscription registrations(MailQueue mails, JsonMapper json) {
        JsonMapper tolerant = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        return new TopicSubscription("events.registrations.internal", "registrations", message -> {
            ReceivedEvent event = ReceivedEvent.from(message);
            JsonNode data = event.data();
            if (data == null) {
                return;
            }
            if (event.type().equals(PROMOTED)) {
                Registration registration = tolerant.treeToValue(data.path("state"), Registration.class);
                mails.add(event, "promoted", List.of(promoted(registration)));
            } else if (event.type().equals(CANCELLED)) {
                Registration registration = tolerant.treeToValue(data.path("state"), Registration.class);
                Cancellation cancellation = tolerant.treeToValue(data.path("change"), Cancellation.class);
                mails.add(event, "meetup-cancelled", List.of(cancelled(registration, cancellation)));
            }
        });
    }

    private static MemberMail promoted(Registration registration) {
        boolean online = registration.mode().equals("online");
        return new MemberMail(
                registration.member(),
                "Mae lle i chi: %s / You have a place: %s"
                        .formatted(inSubject(registration, "cy"), inSubject(registration, "en")),
                """
                Daeth lle yn rhydd i chi yn y cyfarfod hwn, ac rydych bellach wedi'ch cofrestru i gymryd rhan %s:

                %s
                %s

                Os na allwch ddod, canslwch eich lle er mwyn i rywun arall ei gael.

                A place has come free for you at this meetup, and you are now registered to take part %s:

                %s
                %s

                If you cannot come, cancel your place so that somebody else can have it.

                %s
                """
                        .formatted(
                                online ? "ar-lein" : "yn bersonol",
                                QuotedText.quoted(title(registration, "cy")),
                                when(registration, "cy"),
                                online ? "online" : "in person",
                                QuotedText.quoted(title(registration, "en")),
                                when(registration, "en"),
                                WHOSE_WORDS));
    }

    private static MemberMail cancelled(Registration registration, Cancellation cancellation) {
        return new MemberMail(
                registration.member(),
                "Wedi'i ganslo: %s / Cancelled: %s"
                        .formatted(inSubject(registration, "cy"), inSubject(registration, "en")),
                """
                Mae'r cyfarfod hwn, yr oeddech wedi cofrestru ar ei gyfer, wedi'i ganslo:

                %s
                %s
                %s
                This meetup, for which you had registered, has been cancelled:

                %s
                %s
                %s
                %s
                """
                        .formatted(
                                QuotedText.quoted(title(registration, "cy")),
                                when(registration, "cy"),
                                reason("Rheswm:", cancellation, "cy"),
                                QuotedText.quoted(title(registration, "en")),
                                when(registration, "en"),
                                reason("Reason:", cancellation, "en"),
                                WHOSE_WORDS));
    }

    private static String inSubject(Registration registration, String language) {
        return QuotedText.inSubject(title(registration, language));
    }

    private static String title(Registration registration, String language) {
        Bilingual title = registration.about().title();
        String text = title == null ? null : title.in(language);
        return text == null ? "" : text;
    }

    private static String when(Registration registration, String language) {
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm", Locale.forLanguageTag(language));
        ZoneId zone = zone(registration.about().zone());
        return format.format(registration.about().startsAt().atZone(zone)) + " (" + zone + ")";
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? "Europe/London" : name);
        } catch (DateTimeException e) {
            return ZoneId.of("Europe/London");
        }
    }

    private static String reason(String label, Cancellation cancellation, String language) {
        Bilingual reason = cancellation.reason();
        String text = reason == null ? null : reason.in(language);
        String words = text == null ? "" : QuotedText.quoted(text);
        return words.isEmpty() ? "" : "\n" + label + "\n" + words + "\n";
    }
}
