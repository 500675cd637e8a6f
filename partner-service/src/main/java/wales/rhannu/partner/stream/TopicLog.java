package wales.rhannu.partner.stream;

/**
 * A topic as it is since it was made: one that was deleted and made anew has another log, to which no earlier cursor fits.
 *
 * @param id differs from log to log
 * @param ring the newest events
 */
record TopicLog(String topic, int id, int partitions, RingBuffer ring) {}
