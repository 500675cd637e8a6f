package wales.rhannu.starter.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;

/**
 * Tells a database that cannot answer at the moment, which will pass, from a request that it will never grant. What the server
 * says is judged by its code and its labels: the driver makes a {@code MongoQueryException} of every {@code find} that fails.
 */
public final class TransientFailures {

    private static final Set<Integer> CODES = Set.of(
            // no member takes it: none is primary, or it stops, starts or changes its role
            91, // ShutdownInProgress
            189, // PrimarySteppedDown
            10_058, // LegacyNotPrimary
            10_107, // NotWritablePrimary
            11_600, // InterruptedAtShutdown
            11_602, // InterruptedDueToReplStateChange
            13_435, // NotPrimaryNoSecondaryOk
            13_436, // NotPrimaryOrSecondary
            133, // FailedToSatisfyReadPreference
            134, // ReadConcernMajorityNotAvailableYet
            // members do not reach each other
            6, // HostUnreachable
            7, // HostNotFound
            89, // NetworkTimeout
            202, // NetworkInterfaceExceededTimeLimit
            9_001, // SocketException
            // too slow, too busy, or in another's way
            24, // LockTimeout
            46, // LockBusy
            50, // MaxTimeMSExpired
            112, // WriteConflict
            117, // ConflictingOperationInProgress
            262, // ExceededTimeLimit
            365, // TemporarilyUnavailable
            462, // IngressRequestRateLimitExceeded
            // whoever keeps the cursor or the operation has ended it
            43, // CursorNotFound
            175, // QueryPlanKilled
            237, // CursorKilled
            279, // ClientDisconnect
            11_601, // Interrupted
            // not confirmed by as many members as are asked for
            64, // WriteConcernTimeout
            100, // UnsatisfiableWriteConcern
            // it lets nobody in, or takes nothing any more: an operator has to mend that, and no request is to blame
            13, // Unauthorized
            18, // AuthenticationFailed
            391, // ReauthenticationRequired
            14_031); // OutOfDiskSpace

    private static final Set<String> LABELS = Set.of(
            "RetryableWriteError",
            "RetryableError",
            "SystemOverloadedError",
            "TransientTransactionError",
            "UnknownTransactionCommitResult");

    private TransientFailures() {}

    /** Whether a failure, or what caused it, is that the database cannot answer: whoever asked may ask again later. */
    public static boolean isDatabaseAway(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isAway(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAway(Throwable cause) {
        if (cause instanceof MongoException fromDriver) {
            return hasNoAnswer(fromDriver) || saysSo(fromDriver);
        }
        return cause instanceof DataAccessResourceFailureException
                || cause instanceof TransientDataAccessException
                || cause instanceof RecoverableDataAccessException;
    }

    /** Failures that the driver detects itself have no server error code. */
    private static boolean hasNoAnswer(MongoException failure) {
        return failure instanceof MongoSocketException
                || failure instanceof MongoTimeoutException
                || failure instanceof MongoOperationTimeoutException
                || failure instanceof MongoInterruptedException
                || failure instanceof MongoSecurityException
                || failure instanceof MongoConnectionPoolClearedException
                || failure instanceof MongoServerUnavailableException
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException;
    }

    private static boolean saysSo(MongoException failure) {
        return CODES.contains(failure.getCode())
                || LABELS.stream().anyMatch(failure::hasErrorLabel)
                || failure instanceof MongoWriteConcernException
                || (failure instanceof MongoBulkWriteException several && saysSo(several));
    }

    /** A bulk write error has the codes of its parts. */
    private static boolean saysSo(MongoBulkWriteException several) {
        return several.getWriteConcernError() != null
                || several.getWriteErrors().stream().anyMatch(error -> CODES.contains(error.getCode()));
    }
}
