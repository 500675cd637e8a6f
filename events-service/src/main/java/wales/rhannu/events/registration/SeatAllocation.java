package wales.rhannu.events.registration;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.meetup.MeetupSeats;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.events.registration.Registration.State;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/**
 * Gives places to those who come, in the order in which they come. Every arrival has a ticket, one higher than any that is
 * stored; two who take the same one clash at the unique index, and who loses looks again. So whoever has a ticket has seen
 * all before it. A place has a number that is unique too: whatever else goes wrong, nobody gets one that somebody has.
 */
@Service
class SeatAllocation implements MeetupSeats {

    private final Meetups meetups;
    private final Registrations registrations;
    private final RegistrationCounts registrationCounts;
    private final Clock clock;
    /** Serialises registrations for a meetup within this instance, so that only instances conflict with each other. */
    private final ReentrantLock[] queues =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    SeatAllocation(Meetups meetups, Registrations registrations, RegistrationCounts registrationCounts, Clock clock) {
        this.meetups = meetups;
        this.registrations = registrations;
        this.registrationCounts = registrationCounts;
        this.clock = clock;
    }

    private ReentrantLock queueOf(String meetup) {
        return queues[Math.floorMod(meetup.hashCode(), queues.length)];
    }

    /**
     * Somebody wants to come. Who has a place of the other mode keeps it unless there is one of this mode for them.
     *
     * @param orWait whether they give up the place of the other mode to wait for one of this
     * @return how they come now: a late repeat registers nobody who has left since
     * @throws DomainException not found; conflict where nobody can register now, or the mode is full and they keep what they have
     */
    Registration arrive(String meetup, String member, AttendanceMode mode, boolean orWait, RequestContext request) {
        String id = Registration.idOf(meetup, member);
        if (registrations.isRepeat(id, request)) {
            return registrations.get(id);
        }
        ReentrantLock queue = queueOf(meetup);
        ConflictRetry retry = new ConflictRetry();
        Registration arrived;
        queue.lock();
        try {
            arrived = retry.untilPresent(() -> tryToArrive(meetup, member, mode, orWait, request));
        } finally {
            queue.unlock();
        }
        if (arrived.state() == State.WAITING) {
            // a place may have come free since it was looked for, by who did not see this one wait
            offer(meetup);
        }
        MeetupState now = meetups.find(meetup).orElse(null);
        if (now != null && now.status() == Status.CANCELLED) {
            tell(now, id); // it was cancelled in between, perhaps told already
        }
        return registrations.get(id);
    }

    /** Empty where another came first: look again. */
    private Optional<Registration> tryToArrive(
            String id, String member, AttendanceMode mode, boolean orWait, RequestContext request) {
        MeetupState meetup = mustBeOpen(id);
        MeetupState.Status status = meetup.status();
        if (status != Status.PUBLISHED || mode == AttendanceMode.HYBRID || !offers(meetup, mode)) {
            throw DomainException.invalid("/mode", "mode-not-offered");
        }
        Registration before = registrations.find(Registration.idOf(id, member)).orElse(null);
        if (before != null && before.state().isOpen() && before.mode() == mode) {
            return ConflictRetry.unlessClash(
                    () -> registrations.change(before.id(), onlyOn(before, request), it -> {}));
        }
        // in this order: whoever is let in after the ticket was looked for clashes with it
        long ticket = registrations.lastTicket(id) + 1;
        boolean othersWait = registrations.firstWaiting(id, mode).isPresent();
        Integer number = othersWait
                ? null
                : registrations.freeNumber(id, mode, meetup.content().placesOf(mode));
        if (number == null && before != null && before.state() == State.REGISTERED && !orWait) {
            throw DomainException.conflict("mode-full");
        }
        return store(meetup, member, mode, ticket, number, before, request);
    }

    private Optional<Registration> store(
            MeetupState meetup,
            String member,
            AttendanceMode mode,
            long ticket,
            @Nullable Integer number,
            @Nullable Registration before,
            RequestContext request) {
        if (before == null) {
            return ConflictRetry.unlessClash(() -> {
                Registration first = new Registration(meetup, member, mode, ticket, number, clock.instant());
                registrations.add(first, request);
                return first;
            });
        }
        return ConflictRetry.unlessClash(() -> registrations.change(
                before.id(),
                onlyOn(before, request),
                it -> it.arriveAgain(meetup, mode, ticket, number, clock.instant())));
    }

    /** A request as it was made, for the version alone by which it was decided what it does. */
    private static RequestContext onlyOn(Registration before, RequestContext request) {
        return new RequestContext(before.id(), request.requestKey(), request.fingerprint(), Set.of(before.version()));
    }

    private static boolean offers(MeetupState meetup, AttendanceMode mode) {
        return meetup.content().places() != null
                && Objects.requireNonNull(meetup.content().places()).offers(mode);
    }

    private MeetupState mustBeOpen(String id) {
        MeetupState meetup = meetups.find(id).orElseThrow(DomainException::notFound);
        switch (meetup.status()) {
            case DRAFT -> throw DomainException.conflict("not-published");
            case CANCELLED -> throw DomainException.conflict("meetup-cancelled");
            case PUBLISHED, HELD -> {
                if (!meetup.isOpen(clock.instant())) {
                    throw DomainException.conflict("meetup-over");
                }
            }
        }
        return meetup;
    }

    /**
     * Somebody does not come after all; nothing where they did not mean to. A late repeat leaves alone who has registered again
     * since, unless there was no registration at all the first time, which leaves nothing to know the repeat by.
     */
    void leave(String meetup, String member, RequestContext request) {
        String id = Registration.idOf(meetup, member);
        if (registrations.find(id).isEmpty()) {
            return;
        }
        registrations.change(id, request, registration -> {
            if (registration.state().isOpen()) {
                mustBeOpen(meetup);
                registration.leave();
            }
        });
        offer(meetup);
    }

    /** The meetups that are not over and for which somebody waits; the waiting ends with the meetup. */
    Set<String> waitedFor(Instant now) {
        return registrations.waitedFor(meetups.open(now));
    }

    /**
     * Goes on for as long as somebody waits and a place is free. Another instance may do the same at the same time: the
     * version of who waits and the number of the place let one of them win.
     */
    @Override
    public void offer(String id) {
        for (AttendanceMode mode : AttendanceMode.OF_PLACES) {
            ConflictRetry retry = new ConflictRetry();
            while (true) {
                Optional<MeetupState> meetup = meetups.find(id).filter(it -> it.isOpen(clock.instant()));
                // in this order: whoever got a place before they were seen to wait no longer is among the taken
                Optional<Registration> first = meetup.flatMap(it -> registrations.firstWaiting(id, mode));
                if (meetup.isEmpty() || first.isEmpty()) {
                    break;
                }
                Integer number = registrations.freeNumber(
                        id, mode, meetup.get().content().placesOf(mode));
                if (number == null) {
                    break;
                }
                promote(meetup.get(), first.get(), number, retry);
            }
        }
    }

    private void promote(MeetupState meetup, Registration first, int number, ConflictRetry retry) {
        try {
            registrations.change(
                    first.id(), RequestContext.unconditional(), it -> it.promote(first.arrival(), meetup, number));
        } catch (DomainException refusal) {
            // erased meanwhile, or another was given this number
            if (!ConflictRetry.isClash(refusal) && refusal.kind() != DomainException.Kind.NOT_FOUND) {
                throw refusal;
            }
            retry.pause();
        }
    }

    /** Tells one who meant to come that it was cancelled. */
    private void tell(MeetupState cancelled, String registration) {
        registrations.change(registration, RequestContext.unconditional(), it -> it.meetupCancelled(cancelled));
    }

    /** Tells all who meant to come. */
    void tell(MeetupState cancelled) {
        registrations.open(cancelled.id()).forEach(id -> tell(cancelled, id));
    }

    /** Deletes the registrations of a member who left; others get their places. */
    void forget(String member) {
        registrations.each(member, each -> {
            registrations.change(each.id(), RequestContext.unconditional(), Registration::erase);
            offer(each.meetup());
        });
    }

    @Override
    public int taken(String meetup, AttendanceMode mode) {
        return registrations.taken(meetup, mode);
    }

    @Override
    public Map<String, Map<String, Counts>> counts(Collection<MeetupState> some) {
        Map<RegistrationCounts.Key, Long> counted =
                registrationCounts.of(some.stream().map(MeetupState::id).toList());
        Map<String, Map<String, Counts>> counts = new LinkedHashMap<>();
        some.forEach(meetup -> counts.put(meetup.id(), counts(meetup, counted)));
        return counts;
    }

    private static Map<String, Counts> counts(MeetupState meetup, Map<RegistrationCounts.Key, Long> counted) {
        Map<String, Counts> counts = new LinkedHashMap<>();
        for (AttendanceMode mode : AttendanceMode.OF_PLACES) {
            if (offers(meetup, mode)) {
                long taken = counted.getOrDefault(new RegistrationCounts.Key(meetup.id(), State.REGISTERED, mode), 0L);
                counts.put(
                        mode == AttendanceMode.ONLINE ? "online" : "inPerson",
                        new Counts(
                                taken,
                                Math.max(0, meetup.content().placesOf(mode) - taken),
                                counted.getOrDefault(
                                        new RegistrationCounts.Key(meetup.id(), State.WAITING, mode), 0L)));
            }
        }
        return counts;
    }

    @Override
    public Optional<OwnRegistration> own(String meetup, String member) {
        return registrations
                .find(Registration.idOf(meetup, member))
                .filter(it -> it.state() != State.LEFT)
                .map(this::own);
    }

    OwnRegistration own(Registration registration) {
        return new OwnRegistration(
                registration.state().text(),
                registration.mode(),
                registration.state() == State.WAITING ? registrations.position(registration) : null);
    }
}
