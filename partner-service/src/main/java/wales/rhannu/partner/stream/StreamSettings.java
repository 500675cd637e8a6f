package wales.rhannu.partner.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much the streams take.
 *
 * @param subscribers how many may listen or wait at the same time, over all topics
 * @param pages how many pages that need not wait are read and sent at the same time
 * @param perClient how many of both one client may have at the same time
 * @param heartbeat how long a connection may be silent
 * @param stall after how long a connection is ended whose reader takes nothing, or has not taken all of one event or page
 * @param sharedEvents how many of a topic's newest events are kept for those who follow it
 * @param sharedBytes how large those of all topics may be together
 * @param readers how many reads of those who are behind run at the same time
 * @param readBytes how much all who are behind may hold together of what was read for them
 * @param pageBytes how much all pages may hold together until they are sent
 * @param patience how long a read waits for the broker
 * @param cursorLifetime how long after it was at the end a reader may go on; no longer than tombstones are kept
 */
@ConfigurationProperties("rhannu.streams")
record StreamSettings(
        @DefaultValue("1000") int subscribers,
        @DefaultValue("200") int pages,
        @DefaultValue("50") int perClient,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("60s") Duration stall,
        @DefaultValue("2000") int sharedEvents,
        @DefaultValue("16MB") DataSize sharedBytes,
        @DefaultValue("4") int readers,
        @DefaultValue("12MB") DataSize readBytes,
        @DefaultValue("8MB") DataSize pageBytes,
        @DefaultValue("3s") Duration patience,
        @DefaultValue("30d") Duration cursorLifetime) {}
