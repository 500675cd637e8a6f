/** A Kafka broker and a MongoDB-compatible server that need nothing but their jars; both listen on loopback only. */
@NullMarked
package wales.rhannu.engines;

import org.jspecify.annotations.NullMarked;
