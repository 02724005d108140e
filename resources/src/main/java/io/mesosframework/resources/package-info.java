/** Mesos' exact arithmetic on resources, and the small structures and utilities that every module shares. */
@NullMarked
package io.mesosframework.resources;

import org.jspecify.annotations.NullMarked;
