/** Small named concepts of the field: uuids and their bytes, duration text, task ids, back-off. */
@NullMarked
package io.mesosframework.utils;

import org.jspecify.annotations.NullMarked;
