package wales.rhannu.starter.test;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message of MongoDB's wire protocol. Only those of its one current kind (OP_MSG) are understood; others are passed on as
 * they are.
 *
 * @param bytes the whole of it, header included, in the protocol's order of bytes
 */
record MongoMessage(ByteBuffer bytes) {

    /** How many bytes the header has: length, id, the id of what is answered, and kind, four bytes each. */
    private static final int HEADER = 16;

    private static final int OP_MSG = 2013;

    /** The flag of a message that others follow, before it is answered or as one answer. */
    private static final int MORE_TO_COME = 2;

    /** @throws EOFException when there is no whole message */
    static MongoMessage read(DataInputStream from) throws IOException {
        byte[] length = new byte[4];
        from.readFully(length);
        int size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (size < HEADER) {
            throw new EOFException("no message");
        }
        byte[] all = new byte[size];
        System.arraycopy(length, 0, all, 0, length.length);
        from.readFully(all, length.length, size - length.length);
        return new MongoMessage(ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The answer to a message. */
    static MongoMessage answer(MongoMessage to, BsonDocument body) {
        try (BasicOutputBuffer document = new BasicOutputBuffer()) {
            new BsonDocumentCodec()
                    .encode(
                            new BsonBinaryWriter(document),
                            body,
                            EncoderContext.builder().build());
            byte[] encoded = document.toByteArray();
            int size = HEADER + 4 + 1 + encoded.length;
            ByteBuffer message = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            message.putInt(size).putInt(0).putInt(to.bytes.getInt(4)).putInt(OP_MSG);
            message.putInt(0).put((byte) 0).put(encoded);
            return new MongoMessage(message);
        }
    }

    private boolean isUnderstood() {
        return bytes.getInt(12) == OP_MSG;
    }

    /** Whether the same sender sends another one before it waits for the other side. */
    boolean hasMoreToCome() {
        return isUnderstood() && (bytes.getInt(HEADER) & MORE_TO_COME) != 0;
    }

    /** The command or its answer: the section of kind 0, which drivers send first; null for a message of another kind. */
    @Nullable
    BsonDocument body() {
        if (!isUnderstood()) {
            return null;
        }
        int start = HEADER + 4;
        if (bytes.get(start) != 0) {
            return new BsonDocument("unread", new BsonInt32(1));
        }
        int size = bytes.getInt(start + 1);
        ByteBuffer document = ByteBuffer.wrap(bytes.array(), start + 1, size);
        return new BsonDocumentCodec()
                .decode(
                        new BsonBinaryReader(document.slice()),
                        DecoderContext.builder().build());
    }
}
