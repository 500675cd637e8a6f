/** Builds the published language from a source file per topic: JSON Schemas, examples, their Welsh texts, and AsyncAPI. */
@NullMarked
package wales.rhannu.contracts;

import org.jspecify.annotations.NullMarked;
