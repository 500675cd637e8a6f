/** Whether the indexes that the services declare answer the queries that they send. */
@NullMarked
package wales.rhannu.endtoend.queries;

import org.jspecify.annotations.NullMarked;
