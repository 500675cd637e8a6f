package wales.rhannu.quickstart.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import wales.rhannu.engines.FreePorts;

class LocalMailboxTests {

    private static final String MAIR = "mair@demo.rhannu.example";
    private static final String SIGN_IN = "http://localhost:8080/operations";

    private final HttpClient browser = HttpClient.newHttpClient();

    private int smtp;
    private int http;

    @SuppressWarnings("NullAway.Init")
    private LocalMailbox mailbox;

    @BeforeEach
    void start() throws IOException {
        smtp = FreePorts.next();
        http = FreePorts.next();
        mailbox = LocalMailbox.start(smtp, http, SIGN_IN, new MailStore(200, 1 << 20, Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        mailbox.close();
    }

    private MimeMessage mail(String to, String subject) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(smtp));
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("rhannu@localhost");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        return message;
    }

    private void send(String to, String subject, String text) throws MessagingException {
        MimeMessage message = mail(to, subject);
        message.setText(text, "UTF-8");
        Transport.send(message);
    }

    private void sendHtml(String to, String subject, String text, String html) throws MessagingException {
        MimeMessage message = mail(to, subject);
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, "UTF-8");
        MimeBodyPart rich = new MimeBodyPart();
        rich.setText(html, "UTF-8", "html");
        message.setContent(new MimeMultipart("alternative", plain, rich));
        Transport.send(message);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + http + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String page(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    @Nested
    class ForPeople {

        @Test
        void aPersonReadsTheListAndAMailInBothLanguages() throws Exception {
            send(MAIR, "Mewngofnodi / Sign in", "Dolen:\nhttp://localhost:8080/sign-in/link?token=aB-c_1\n\nŵps <b>");
            assertThat(page("/cy")).contains("lang=\"cy\"", "Blwch post", "Mewngofnodi / Sign in", "at " + MAIR);
            assertThat(page("/en")).contains("lang=\"en\"", "Mailbox", "href=\"/en/1\"", "to " + MAIR);
            for (String language : List.of("cy", "en")) {
                assertThat(page("/" + language + "/1"))
                        .contains("<a href=\"http://localhost:8080/sign-in/link?token=aB-c_1\">")
                        .contains("ŵps &lt;b&gt;")
                        .contains("rhannu@localhost")
                        .contains("hreflang=\"" + (language.equals("cy") ? "en" : "cy") + "\"");
            }
        }

        @Test
        void theRootLeadsToTheReadersLanguage() throws Exception {
            assertThat(get("/", "Accept-Language", "fr, cy;q=0.8, en;q=0.5")
                            .headers()
                            .firstValue("Location"))
                    .contains("/cy");
            assertThat(get("/").headers().firstValue("Location")).contains("/en");
            assertThat(MailboxPages.preferred("nonsense;;q")).isEqualTo("en");
        }

        @Test
        void anEmptyMailboxSaysWhatToDo() throws Exception {
            assertThat(page("/en")).contains("No mail has come yet", "href=\"" + SIGN_IN + "\"");
            assertThat(page("/cy")).contains("Nid oes e-bost wedi dod eto", "href=\"" + SIGN_IN + "\"");
        }

        @Test
        void mailsAreFoundByAddress() throws Exception {
            send(MAIR, "for Mair", "text");
            send("aled@demo.rhannu.example", "for Aled", "text");
            assertThat(page("/en?q=ALED@demo"))
                    .contains("for Aled", "value=\"ALED@demo\"", "href=\"/cy?q=ALED%40demo\"")
                    .doesNotContain("for Mair");
            assertThat(page("/en?q=%22%3E%3Cscript%3E"))
                    .contains("There is no such mail", "&quot;&gt;&lt;script&gt;")
                    .doesNotContain("<script");
        }

        @Test
        void aLongListHasPages() throws Exception {
            for (int number = 1; number <= 51; number++) {
                send(MAIR, "number " + number + " of many", "text");
            }
            assertThat(page("/en?q=mair"))
                    .contains("number 51 of", "number 2 of", "href=\"/en?q=mair&amp;before=2\"")
                    .doesNotContain("number 1 of");
            assertThat(page("/en?before=2"))
                    .contains("number 1 of")
                    .doesNotContain("number 2 of", "Older mails", "No mail has come");
        }

        @Test
        void htmlIsConfined() throws Exception {
            sendHtml(MAIR, "<i>both</i>", "as text", "<p>as <b>HTML</b><script>alert(1)</script><a href=\"/x\">go</a>");
            String page = page("/en/1");
            assertThat(page)
                    .contains("&lt;i&gt;both&lt;/i&gt;", "as text")
                    .contains(
                            "<iframe src=\"/mails/1/html\"", "sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
                    .doesNotContain("<script", "<b>HTML");
            HttpResponse<String> html = get("/mails/1/html");
            assertThat(html.body()).contains("<b>HTML</b>").startsWith("<!DOCTYPE html><base target=\"_blank\">");
            assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("sandbox allow-popups", "default-src 'none'", "form-action 'none'")
                    .doesNotContain("allow-scripts", "script-src", "allow-same-origin");
            assertThat(get("/en/1")
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElseThrow())
                    .startsWith("default-src 'none'; style-src 'self'");
            assertThat(page("/mails/1/source")).contains("Content-Type: multipart/alternative");
        }

        @Test
        void aFileIsSavedAndNeverShown() throws Exception {
            MimeMessage message = mail(MAIR, "file");
            MimeBodyPart file = new MimeBodyPart();
            file.setText("<script>alert(1)</script>", "UTF-8", "html");
            file.setFileName("../\"x\".html");
            message.setContent(new MimeMultipart(file));
            Transport.send(message);
            assertThat(page("/en/1")).contains("href=\"/mails/1/files/0\"");
            HttpResponse<String> answer = get("/mails/1/files/0");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                    .matches("attachment; filename=\"\\w[\\w.-]*\\.html\"");
            assertThat(get("/mails/1/files/1").statusCode()).isEqualTo(404);
        }

        @Test
        void whatThereIsNoneOfIsAPageInTheRightLanguage() throws Exception {
            for (String path : List.of("/cy/99", "/cy/nonsense", "/cy/../etc")) {
                assertThat(get(path).statusCode()).isEqualTo(404);
                assertThat(get(path).body()).contains("Nid oes tudalen o’r fath");
            }
            assertThat(get("/nonsense").body()).contains("There is no such page");
            assertThat(get("/mails/99/html").statusCode()).isEqualTo(404);
        }
    }

    @Nested
    class ForPrograms {

        @Test
        void aProgramReadsWhatAPersonGotSince() throws Exception {
            MailboxClient client = new MailboxClient("http://localhost:" + http);
            assertThat(client.lastId()).isZero();
            send(MAIR, "the first", "earlier");
            long last = client.lastId();
            send("aled@demo.rhannu.example", "not for Mair", "text");
            sendHtml(MAIR, "yr ail", "ŵ", "<p>ŷ</p>");
            assertThat(client.after(last, "Mair@demo.rhannu.example"))
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.text()).contains("ŵ", "<p>ŷ</p>"));
            assertThat(client.after(0, MAIR))
                    .extracting(MailboxClient.Received::subject)
                    .containsExactly("the first", "yr ail");
        }

        @Test
        void aMailboxThatIsNotThereIsAFailure() throws IOException {
            MailboxClient nobody = new MailboxClient("http://localhost:" + FreePorts.next());
            assertThatThrownBy(nobody::lastId).isInstanceOf(IOException.class);
        }
    }

    @Nested
    class FromElsewhere {

        private String ask(String request) throws IOException {
            try (Socket socket = new Socket("127.0.0.1", http)) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        @Test
        void onlyALoopbackNameIsAnswered() throws IOException, MessagingException {
            send(MAIR, "the secret", "text");
            for (String path : List.of("/en", "/api/mails", "/mails/1/source")) {
                assertThat(ask("GET " + path
                                + " HTTP/1.1\r\nHost: mailbox.attacker.example\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 421")
                        .doesNotContain("secret");
                assertThat(ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + http
                                + "\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 200");
            }
            assertThat(List.of("localhost", "localhost:8025", "[::1]:8025")).allMatch(MailboxServer::isLoopback);
            assertThat(List.of("localhost.attacker.example", "127.0.0.1.nip.example", "localhost:8025@x", ""))
                    .noneMatch(MailboxServer::isLoopback);
            assertThat(MailboxServer.isLoopback(null)).isFalse();
        }

        @Test
        void aFormThatABrowserPostsToTheMailServerIsNoMail() throws Exception {
            String form = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\r\n"
                    + "EHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<" + MAIR + ">\r\nDATA\r\n"
                    + "Subject: Sign in here\r\n\r\ntext\r\n.\r\nQUIT\r\n";
            try (Socket socket = new Socket("127.0.0.1", smtp)) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(form.getBytes(StandardCharsets.US_ASCII));
                awaitEnd(socket);
            }
            assertThat(page("/en")).doesNotContain("Sign in here");
        }

        private static void awaitEnd(Socket socket) throws IOException {
            try {
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .doesNotContain("250 ");
            } catch (SocketException e) {
                // reset: there was more to read
            }
        }

        @Test
        void nothingCanBeWrittenByHttp() throws Exception {
            HttpRequest post = HttpRequest.newBuilder(URI.create("http://localhost:" + http + "/en"))
                    .POST(HttpRequest.BodyPublishers.ofString("q=x"))
                    .build();
            HttpResponse<String> answer = browser.send(post, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        }
    }

    @Nested
    class Bounds {

        private static long smtpSessions() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("org.subethamail.smtp.server.Session"))
                    .count();
        }

        @Test
        void aClientThatLeavesInTheMiddleLeavesNothingBehind() throws Exception {
            for (String said : List.of("", "EHLO x\r\n", "EHLO x\r\nMAIL FROM:<a@x.example>\r\n", "EHL")) {
                try (Socket socket = new Socket("127.0.0.1", smtp)) {
                    socket.setSoTimeout(60_000);
                    assertThat(socket.getInputStream().read()).isEqualTo('2');
                    socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                }
            }
            try (Socket socket = new Socket("127.0.0.1", http)) {
                socket.getOutputStream().write("GET /en HT".getBytes(StandardCharsets.US_ASCII));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> smtpSessions() == 0);
            send(MAIR, "after them", "text");
            assertThat(page("/en")).contains("after them");
        }

        @Test
        void aMailThatIsTooLargeIsRefusedAndTheNextIsTaken() throws Exception {
            String large = ("x".repeat(70) + "\n").repeat(SmtpReceiver.MAX_BYTES / 70);
            assertThatThrownBy(() -> send(MAIR, "large", large))
                    .isInstanceOf(MessagingException.class)
                    .hasStackTraceContaining("552");
            send(MAIR, "small", "text");
            assertThat(page("/en")).contains("small").doesNotContain(">large<");
        }
    }
}
