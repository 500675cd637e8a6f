import client.casestudy.api.CaseStudiesApi;
import client.casestudy.model.CaseStudyContent;
import client.casestudy.model.CaseStudyContentPatch;
import client.casestudy.model.SearchResults;
import client.casestudy.model.WorkingCaseStudy;
import client.events.api.MeetupsApi;
import client.events.model.Meetup;
import client.events.model.MeetupContent;
import client.events.model.MeetupContentPatch;
import client.events.model.MeetupPage;
import client.events.model.Places;
import client.feedback.api.RankingsApi;
import client.feedback.model.Option;
import client.feedback.model.Ranking;
import client.feedback.model.RankingContent;
import client.feedback.model.RankingContentPatch;
import client.feedback.model.RankingItemPage;
import client.membership.api.ClientsApi;
import client.membership.api.OrganisationsApi;
import client.membership.model.Organisation;
import client.membership.model.OrganisationListing;
import client.membership.model.OrganisationListingPatch;
import client.membership.model.OrganisationPage;
import client.membership.model.ProgramRegistered;
import client.membership.model.ProgramRegistration;
import client.partner.api.StreamsApi;
import client.partner.model.EventPage;
import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a client does with nothing but the classes that were made of the OpenAPI documents, and a token: it creates, lists, goes to
 * the next page, edits and takes a step in each service. Where the platform is, the documents say.
 */
public final class Journey {

    private static final Consumer<HttpRequest.Builder> TOKEN =
            request -> request.header("Authorization", "Bearer " + System.getenv("RHANNU_TOKEN"));
    private static final String MARK = UUID.randomUUID().toString().substring(0, 8);

    public static void main(String[] arguments) throws Exception {
        membership();
        casestudy();
        events();
        feedback();
        partner();
    }

    private static void membership() throws Exception {
        client.membership.ApiClient caller = new client.membership.ApiClient();
        caller.setRequestInterceptor(TOKEN);
        OrganisationsApi organisations = new OrganisationsApi(caller);
        Organisation made = organisations.createOrganisation(OrganisationsApi.APICreateOrganisationRequest.newBuilder()
                .organisationListing(new OrganisationListing()
                        .code("client-" + MARK)
                        .kind(OrganisationListing.KindEnum.CHARITY)
                        .name(new client.membership.model.Bilingual()
                                .cy("Cleient")
                                .en("Client"))
                        .emailDomains(List.of()))
                .idempotencyKey(UUID.randomUUID().toString())
                .build());
        OrganisationPage first =
                organisations.searchOrganisations(OrganisationsApi.APISearchOrganisationsRequest.newBuilder()
                        .limit(1)
                        .build());
        OrganisationPage second =
                organisations.searchOrganisations(OrganisationsApi.APISearchOrganisationsRequest.newBuilder()
                        .limit(1)
                        .after(first.getNext())
                        .build());
        must(!first.getItems().equals(second.getItems()), "the second page is another");
        String etag = organisations
                .readOrganisationWithHttpInfo(OrganisationsApi.APIReadOrganisationRequest.newBuilder()
                        .id(made.getId())
                        .build())
                .getHeaders()
                .get("etag")
                .get(0);
        Organisation changed =
                organisations.changeOrganisation(OrganisationsApi.APIChangeOrganisationRequest.newBuilder()
                        .id(made.getId())
                        .ifMatch(etag)
                        .organisationListingPatch(
                                new OrganisationListingPatch().kind(OrganisationListingPatch.KindEnum.EDUCATION))
                        .build());
        must(
                "education".equals(String.valueOf(changed.getKind()))
                        && "Client".equals(changed.getName().getEn()),
                "what was left out stays");
        ClientsApi clients = new ClientsApi(caller);
        ProgramRegistered program = clients.registerClient(ClientsApi.APIRegisterClientRequest.newBuilder()
                .programRegistration(
                        new ProgramRegistration().name("Client " + MARK).roles(List.of("partner")))
                .build());
        clients.removeClient(ClientsApi.APIRemoveClientRequest.newBuilder()
                .id(program.getClientId())
                .build());
        System.out.println("membership done");
    }

    private static void casestudy() throws Exception {
        client.casestudy.ApiClient caller = new client.casestudy.ApiClient();
        caller.setRequestInterceptor(TOKEN);
        CaseStudiesApi studies = new CaseStudiesApi(caller);
        WorkingCaseStudy draft = studies.draftCaseStudy(CaseStudiesApi.APIDraftCaseStudyRequest.newBuilder()
                .caseStudyContent(new CaseStudyContent()
                        .title(new client.casestudy.model.Bilingual()
                                .cy("Cleient")
                                .en("Client"))
                        .kind(CaseStudyContent.KindEnum.AI)
                        .technologies(List.of("OpenAPI")))
                .idempotencyKey(UUID.randomUUID().toString())
                .build());
        SearchResults first = studies.searchCaseStudies(
                CaseStudiesApi.APISearchCaseStudiesRequest.newBuilder().limit(1).build());
        SearchResults second = studies.searchCaseStudies(CaseStudiesApi.APISearchCaseStudiesRequest.newBuilder()
                .limit(1)
                .after(first.getNext())
                .build());
        must(!first.getItems().equals(second.getItems()), "the second page is another");
        WorkingCaseStudy edited = studies.editCaseStudy(CaseStudiesApi.APIEditCaseStudyRequest.newBuilder()
                .id(draft.getId())
                .ifMatch("*")
                .caseStudyContentPatch(new CaseStudyContentPatch().kind(null).techniques(List.of("extraction")))
                .build());
        must(edited.getKind() == null && edited.getTechnologies().equals(List.of("OpenAPI")), "null removes");
        must(
                "submitted"
                        .equals(studies.submitCaseStudy(CaseStudiesApi.APISubmitCaseStudyRequest.newBuilder()
                                        .id(draft.getId())
                                        .build())
                                .getStatus()
                                .getValue()),
                "it is submitted");
        System.out.println("casestudy done");
    }

    private static void events() throws Exception {
        client.events.ApiClient caller = new client.events.ApiClient();
        caller.setRequestInterceptor(TOKEN);
        MeetupsApi meetups = new MeetupsApi(caller);
        Meetup draft = null;
        for (int i = 0; i < 2; i++) {
            LocalDate day = LocalDate.now().plusWeeks(6 + i);
            draft = meetups.draftMeetup(MeetupsApi.APIDraftMeetupRequest.newBuilder()
                    .meetupContent(new MeetupContent()
                            .title(new client.events.model.Bilingual()
                                    .cy("Cleient")
                                    .en("Client"))
                            .description(new client.events.model.Bilingual()
                                    .cy("Cleient")
                                    .en("Client"))
                            .starts(day + "T14:00")
                            .ends(day + "T15:00")
                            .zone("Europe/London")
                            .mode(MeetupContent.ModeEnum.ONLINE)
                            .places(new Places().online(5))
                            .joinUrl("https://meet.example/client"))
                    .idempotencyKey(UUID.randomUUID().toString())
                    .build());
        }
        MeetupPage first = meetups.listMeetups(MeetupsApi.APIListMeetupsRequest.newBuilder()
                .mine(true)
                .limit(1)
                .build());
        MeetupPage second = meetups.listMeetups(MeetupsApi.APIListMeetupsRequest.newBuilder()
                .mine(true)
                .limit(1)
                .after(first.getNext())
                .build());
        must(!first.getItems().equals(second.getItems()), "the second page is another");
        Meetup edited = meetups.editMeetup(MeetupsApi.APIEditMeetupRequest.newBuilder()
                .id(draft.getId())
                .ifMatch("*")
                .meetupContentPatch(new MeetupContentPatch().tags(List.of("openapi")))
                .build());
        must(edited.getTags().equals(List.of("openapi")) && edited.getTitle() != null, "what was left out stays");
        must(
                "published"
                        .equals(meetups.publishMeetup(MeetupsApi.APIPublishMeetupRequest.newBuilder()
                                        .id(draft.getId())
                                        .build())
                                .getStatus()
                                .getValue()),
                "it is published");
        System.out.println("events done");
    }

    private static void feedback() throws Exception {
        client.feedback.ApiClient caller = new client.feedback.ApiClient();
        caller.setRequestInterceptor(TOKEN);
        RankingsApi rankings = new RankingsApi(caller);
        Ranking draft = null;
        for (int i = 0; i < 2; i++) {
            draft = rankings.draftRanking(RankingsApi.APIDraftRankingRequest.newBuilder()
                    .rankingContent(new RankingContent()
                            .title(text("Cleient", "Client"))
                            .options(List.of(
                                    new Option().id("a").title(text("A", "A")),
                                    new Option().id("b").title(text("B", "B")))))
                    .idempotencyKey(UUID.randomUUID().toString())
                    .build());
        }
        RankingItemPage first = rankings.listRankings(RankingsApi.APIListRankingsRequest.newBuilder()
                .status("draft")
                .limit(1)
                .build());
        RankingItemPage second = rankings.listRankings(RankingsApi.APIListRankingsRequest.newBuilder()
                .status("draft")
                .limit(1)
                .after(first.getNext())
                .build());
        must(!first.getItems().equals(second.getItems()), "the second page is another");
        Ranking edited = rankings.editRanking(RankingsApi.APIEditRankingRequest.newBuilder()
                .id(draft.getId())
                .ifMatch("*")
                .rankingContentPatch(
                        new RankingContentPatch().title(new client.feedback.model.BilingualPatch().en("Changed")))
                .build());
        must(
                "Changed".equals(edited.getTitle().getEn())
                        && "Cleient".equals(edited.getTitle().getCy()),
                "what was left out stays");
        must(
                "open"
                        .equals(rankings.openRanking(RankingsApi.APIOpenRankingRequest.newBuilder()
                                        .id(draft.getId())
                                        .build())
                                .getStatus()
                                .getValue()),
                "it is open");
        System.out.println("feedback done");
    }

    private static client.feedback.model.Bilingual text(String cy, String en) {
        return new client.feedback.model.Bilingual().cy(cy).en(en);
    }

    /** Partners read: nothing is created, edited or taken further there. */
    private static void partner() throws Exception {
        StreamsApi streams = new StreamsApi(new client.partner.ApiClient());
        String topic = "membership.organisations";
        must(
                streams
                        .listStreams(
                                StreamsApi.APIListStreamsRequest.newBuilder().build())
                        .getItems()
                        .stream()
                        .anyMatch(stream -> stream.getTopic().equals(topic)),
                "the topic is listed");
        EventPage first = streams.readStreamEvents(StreamsApi.APIReadStreamEventsRequest.newBuilder()
                .topic(topic)
                .limit(1)
                .build());
        EventPage second = streams.readStreamEvents(StreamsApi.APIReadStreamEventsRequest.newBuilder()
                .topic(topic)
                .limit(1)
                .after(first.getCursor())
                .build());
        must(!first.getEvents().equals(second.getEvents()), "the second page is another");
        System.out.println("partner done");
    }

    private static void must(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("It is not so that " + what);
        }
    }
}
