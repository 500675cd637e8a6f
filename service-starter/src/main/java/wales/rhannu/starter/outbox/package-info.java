/** The relay that moves events from the aggregates' documents to Kafka: in order, once, fenced. */
@NullMarked
package wales.rhannu.starter.outbox;

import org.jspecify.annotations.NullMarked;
