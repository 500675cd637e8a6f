package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.DomainException;

/** A number, a range ({@code {"from": 10, "to": 20}}), or a text where there is no number ({@code "not-known"}). */
@Schema(anyOf = {Double.class, NumberOrText.Range.class, String.class})
record NumberOrText(@JsonValue JsonNode figure) {

    /** Its form where it is no single number. */
    @Schema(name = "FigureRange")
    record Range(double from, double to) {}

    private static final double GREATEST = 1e15;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    NumberOrText {
        if (figure.isObject()) {
            Set<String> members =
                    figure.properties().stream().map(it -> it.getKey()).collect(Collectors.toSet());
            if (!members.equals(Set.of("from", "to"))
                    || !isNumber(figure.path("from"))
                    || !isNumber(figure.path("to"))
                    || figure.path("from").doubleValue() > figure.path("to").doubleValue()) {
                throw DomainException.invalid("", "not-a-range");
            }
            ObjectNode range = NODES.objectNode();
            range.set("from", stored(figure.path("from")));
            range.set("to", stored(figure.path("to")));
            figure = range;
        } else if (isNumber(figure)) {
            figure = stored(figure);
        } else if (!figure.isString()) {
            throw DomainException.invalid("", "not-a-number-range-or-text");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static NumberOrText of(JsonNode figure) {
        return new NumberOrText(figure);
    }

    private static boolean isNumber(JsonNode node) {
        return node.isNumber() && Math.abs(node.doubleValue()) <= GREATEST;
    }

    /** Normalises a number as the database does, so that the published and the stored text are equal. */
    private static JsonNode stored(JsonNode number) {
        return number.isIntegralNumber()
                ? NODES.numberNode(number.longValue())
                : NODES.numberNode(number.doubleValue());
    }

    /** Whether it is a number, a range or {@code "not-known"}, and nothing below zero. */
    boolean isAmount() {
        if (figure.isString()) {
            return figure.stringValue().equals("not-known");
        }
        return figure.isObject() ? figure.path("from").doubleValue() >= 0 : figure.doubleValue() >= 0;
    }
}
