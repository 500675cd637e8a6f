package wales.rhannu.casestudy.importing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How imports are worked on.
 *
 * @param workers how many rows are taken at once
 * @param batch how many rows are repeated, at most, after an instance was killed
 * @param batchBytes about how much memory the rows of a batch may take; rows of many or long cells come in smaller batches
 * @param lease how long the instance that works on an import may be silent before another goes on
 * @param lookAround how often imports are looked for that other instances were asked for
 * @param reportsKept how long what became of each row is kept
 */
@Validated
@ConfigurationProperties("rhannu.import")
record ImportSettings(
        @DefaultValue("4") @Min(1) @Max(64) int workers,
        @DefaultValue("100") @Min(1) @Max(1_000) int batch,
        @DefaultValue("4MB") DataSize batchBytes,
        @DefaultValue("3s") Duration lease,
        @DefaultValue("500ms") Duration lookAround,
        @DefaultValue("90d") Duration reportsKept) {}
