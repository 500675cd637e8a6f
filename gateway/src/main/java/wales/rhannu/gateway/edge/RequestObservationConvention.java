package wales.rhannu.gateway.edge;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/** Tags request metrics by method, status and service, because paths have no patterns here. */
@Component
class RequestObservationConvention extends DefaultServerRequestObservationConvention {

    private static final KeyValue HERE = KeyValue.of("service", "gateway");

    @Override
    public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
        return KeyValues.of(method(context), status(context), service(context));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ServerRequestObservationContext context) {
        return isSampled(context) ? KeyValues.of(httpUrl(context)) : KeyValues.empty();
    }

    /** Nobody reads the address of a span that is not kept. */
    private static boolean isSampled(ServerRequestObservationContext context) {
        TracingContext tracing = context.get(TracingContext.class);
        return tracing != null
                && tracing.getSpan() != null
                && Boolean.TRUE.equals(tracing.getSpan().context().sampled());
    }

    @Override
    protected KeyValue status(ServerRequestObservationContext context) {
        HttpStatusCode status =
                context.getResponse() == null ? null : context.getResponse().getStatusCode();
        return KeyValue.of("status", context.isConnectionAborted() || status == null ? "gone" : "" + status.value());
    }

    private static KeyValue service(ServerRequestObservationContext context) {
        @Nullable Object route = context.getAttributes().get(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        return route instanceof Route known
                ? KeyValue.of("service", String.valueOf(known.getMetadata().get("service")))
                : HERE;
    }
}
