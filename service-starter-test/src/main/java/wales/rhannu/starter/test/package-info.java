/** What the tests of a service need: a broker and a database, tokens, the records on a topic, and the contracts. */
@NullMarked
package wales.rhannu.starter.test;

import org.jspecify.annotations.NullMarked;
