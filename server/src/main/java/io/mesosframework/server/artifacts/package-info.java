/** Files for agents to fetch: {@link io.mesosframework.server.artifacts.ArtifactFiles}. */
@NullMarked
package io.mesosframework.server.artifacts;

import org.jspecify.annotations.NullMarked;
