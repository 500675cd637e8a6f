package wales.rhannu.casestudy.search;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the parameters by which a search is narrowed: each may be given more than once, and any of its values will do. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            name = "kind",
            in = ParameterIn.QUERY,
            array =
                    @ArraySchema(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"automation", "rpa", "ai", "hybrid", "not-known"}))),
    @Parameter(
            name = "stage",
            in = ParameterIn.QUERY,
            array =
                    @ArraySchema(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"idea", "pilot", "live", "paused", "retired", "not-known"
                                            }))),
    @Parameter(
            name = "outcome",
            in = ParameterIn.QUERY,
            array =
                    @ArraySchema(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {
                                                "success",
                                                "partial",
                                                "failure",
                                                "stopped",
                                                "too-early",
                                                "not-known"
                                            }))),
    @Parameter(
            name = "organisation",
            in = ParameterIn.QUERY,
            description = "The id of an organisation",
            array = @ArraySchema(schema = @Schema(type = "string"))),
    @Parameter(name = "technology", in = ParameterIn.QUERY, array = @ArraySchema(schema = @Schema(type = "string"))),
    @Parameter(
            name = "status",
            in = ParameterIn.QUERY,
            description = "published unless told; others are shown to those who may edit them",
            array = @ArraySchema(schema = @Schema(type = "string")))
})
@interface Filters {}
