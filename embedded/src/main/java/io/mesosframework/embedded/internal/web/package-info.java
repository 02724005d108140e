/** The HTTP face of master and agents. */
@NullMarked
package io.mesosframework.embedded.internal.web;

import org.jspecify.annotations.NullMarked;
