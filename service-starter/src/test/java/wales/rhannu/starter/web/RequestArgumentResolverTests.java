package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.mock.web.MockMultipartHttpServletRequest;
import org.springframework.mock.web.MockPart;
import org.springframework.web.context.request.ServletWebRequest;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.RequestContext;

class RequestArgumentResolverTests {

    private final RequestArgumentResolver arguments = new RequestArgumentResolver(new RequestJson(JsonMapper.shared()));

    @SuppressWarnings("unused")
    private static void handler(RequestContext context) {}

    private RequestContext of(String file) throws Exception {
        MockMultipartHttpServletRequest request = new MockMultipartHttpServletRequest();
        request.addHeader("Idempotency-Key", "a key");
        request.addPart(new MockPart("file", file.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public InputStream getInputStream() throws IOException {
                return new FilterInputStream(
                        new ByteArrayInputStream(super.getInputStream().readAllBytes())) {
                    @Override
                    public byte[] readAllBytes() {
                        throw new AssertionError("All of a file is read into memory");
                    }
                };
            }
        });
        MethodParameter parameter = new MethodParameter(
                RequestArgumentResolverTests.class.getDeclaredMethod("handler", RequestContext.class), 0);
        Object context = arguments.resolveArgument(parameter, null, new ServletWebRequest(request), null);
        assertThat(context).isInstanceOf(RequestContext.class);
        return (RequestContext) Objects.requireNonNull(context);
    }

    @Test
    void theFingerprintOfAFileIsMadePieceByPiece() throws Exception {
        String fingerprint = of("a".repeat(100_000)).fingerprint();
        assertThat(fingerprint).isEqualTo(of("a".repeat(100_000)).fingerprint());
        assertThat(fingerprint).isNotEqualTo(of("b".repeat(100_000)).fingerprint());
    }
}
