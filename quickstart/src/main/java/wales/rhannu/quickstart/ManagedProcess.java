package wales.rhannu.quickstart;

import java.util.List;

/**
 * A process of the platform.
 *
 * @param name as people call it, and the name of its module where it is a service
 * @param port before the offset
 * @param heap in MiB
 * @param quick whether to use the JVM's first compiler (C1) alone: the second doubles the time of a start, and pays only in a
 *     process that works hard for minutes
 */
record ManagedProcess(String name, Kind kind, int port, int heap, boolean quick) {

    enum Kind {
        BROKER,
        DATABASE,
        SERVICE,
        GATEWAY
    }

    static final int CONTROLLER_PORT = 9093;
    static final int SMTP_PORT = 3025;
    static final int MAILBOX_PORT = 8025;

    /** All processes in the order of their start. The heaps are chosen so that all together stay below 2.5 GiB. */
    static final List<ManagedProcess> ALL = List.of(
            new ManagedProcess("kafka", Kind.BROKER, 9092, 160, false),
            new ManagedProcess("mongodb", Kind.DATABASE, 27017, 288, false),
            new ManagedProcess("membership-service", Kind.SERVICE, 8081, 112, true),
            new ManagedProcess("casestudy-service", Kind.SERVICE, 8082, 192, false),
            new ManagedProcess("partner-service", Kind.SERVICE, 8083, 160, true),
            new ManagedProcess("events-service", Kind.SERVICE, 8084, 112, true),
            new ManagedProcess("feedback-service", Kind.SERVICE, 8085, 112, true),
            new ManagedProcess("gateway", Kind.GATEWAY, 8080, 112, false));

    /** Finds a process by its name, with or without "-service". */
    static ManagedProcess named(String name) {
        return ALL.stream()
                .filter(part -> part.name.equals(name) || part.segment().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandException.usage("There is no service " + name + ": it is one of "
                        + String.join(
                                ", ", ALL.stream().map(ManagedProcess::name).toList())));
    }

    boolean isEngine() {
        return kind == Kind.BROKER || kind == Kind.DATABASE;
    }

    /** {@code casestudy} of casestudy-service: the segment in paths, the prefix of topics, the name of its database. */
    String segment() {
        return name.endsWith("-service") ? name.substring(0, name.length() - "-service".length()) : name;
    }
}
