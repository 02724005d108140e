package io.mesosframework.embedded.internal;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.ResourceFormats;
import io.mesosframework.resources.ResourceValidation;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MalformedValueException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an agent has by its text: that of Mesos' flag, or a JSON array of resources (PROTOCOL D38, D41). */
public final class AgentResources {

    /** Mesos looks at its machine and falls back on these. Here they are always so, that a test is the same anywhere. */
    private static final String ASSUMED = "cpus:1;mem:1024;disk:10240;ports:[31000-32000]";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private AgentResources() {}

    /**
     * What the text says, and what is assumed where it does not say how much there is of cpus, mem, disk or ports.
     *
     * @throws MalformedValueException if it is not understood, in Mesos' words
     */
    public static List<Resource> parse(String text) {
        List<Resource> said =
                array(text).map(AgentResources::ofJson).orElseGet(() -> List.copyOf(Resources.parseEach(text)));
        Resources all = Resources.of(said);
        ResourceValidation.flagReason(all.asList()).ifPresent(reason -> {
            throw new MalformedValueException(reason);
        });
        for (Resource assumed : Resources.parseEach(ASSUMED)) {
            if (said.stream().noneMatch(resource -> resource.getName().equals(assumed.getName()))) {
                all = all.plus(assumed);
            }
        }
        return all.asList();
    }

    private static Optional<JsonNode> array(String text) {
        try {
            return Optional.of(MAPPER.readTree(text)).filter(JsonNode::isArray);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static List<Resource> ofJson(JsonNode array) {
        List<Resource> resources = new ArrayList<>();
        for (JsonNode element : array) {
            byte[] json = MAPPER.writeValueAsString(element).getBytes(StandardCharsets.UTF_8);
            try {
                resources.add(ResourceFormats.toStack(Codec.JSON.decode(json, Resource.getDefaultInstance())));
            } catch (CodecException e) {
                throw new MalformedValueException("Some JSON resources were not formatted properly: " + e.getMessage());
            }
        }
        for (Resource resource : resources) {
            ResourceValidation.reason(resource).ifPresent(reason -> {
                throw new MalformedValueException(reason);
            });
        }
        return resources;
    }
}
