package wales.rhannu.starter.web;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.DomainException;

/** Bodies are read by {@link RequestJson}, and written as ever. */
class JsonBodies extends JacksonJsonHttpMessageConverter {

    private final RequestJson reading;

    JsonBodies(JsonMapper json, RequestJson reading) {
        super(json);
        this.reading = reading;
    }

    @Override
    public Object read(ResolvableType type, HttpInputMessage input, @Nullable Map<String, Object> hints)
            throws IOException {
        Class<?> within = type.getSource() instanceof MethodParameter parameter ? parameter.getContainingClass() : null;
        try {
            return reading.read(input.getBody().readAllBytes(), getJavaType(type.getType(), within));
        } catch (DomainException refusal) {
            throw new HttpMessageNotReadableException("The body does not fit", refusal, input);
        }
    }
}
