package io.mesosframework.scheduler.application;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An application's container as JSON. */
final class ContainerWriter {

    private ContainerWriter() {}

    static void write(ObjectNode json, Container container) {
        json.put("type", container.type().text());
        container.image().ifPresent(image -> json.put("image", image));
        json.put("force_pull", container.forcePull());
        json.put("privileged", container.privileged());
        if (!container.networks().isEmpty()) {
            ArrayNode networks = json.putArray("network");
            container.networks().forEach(network -> write(networks.addObject(), network));
        }
        if (!container.volumes().isEmpty()) {
            ArrayNode volumes = json.putArray("volume");
            container.volumes().forEach(volume -> write(volumes.addObject(), volume));
        }
        if (!container.parameters().isEmpty()) {
            ArrayNode parameters = json.putArray("parameters");
            container
                    .parameters()
                    .forEach(parameter ->
                            parameters.addObject().put("key", parameter.key()).put("value", parameter.value()));
        }
        write(json, container.isolation());
    }

    private static void write(ObjectNode json, Network network) {
        network.name().ifPresent(name -> json.put("name", name));
        if (!network.groups().isEmpty()) {
            network.groups().forEach(json.putArray("group")::add);
        }
        texts(json, "labels", network.labels());
        if (!network.addresses().isEmpty()) {
            ArrayNode addresses = json.putArray("ipaddress");
            for (Network.Address address : network.addresses()) {
                ObjectNode asked = addresses.addObject();
                address.ip().ifPresent(ip -> asked.put("ip", ip));
                asked.put("protocol", address.protocol().name().toLowerCase(Locale.ROOT));
            }
        }
        if (!network.portMappings().isEmpty()) {
            ArrayNode mappings = json.putArray("port_mapping");
            network.portMappings()
                    .forEach(mapping -> mappings.addObject()
                            .put("host_port", mapping.hostPort())
                            .put("container_port", mapping.containerPort())
                            .put("protocol", mapping.protocol().name().toLowerCase(Locale.ROOT)));
        }
    }

    static void write(ObjectNode json, Volume volume) {
        json.put("container_path", volume.containerPath());
        json.put("mode", volume.mode().text());
        if (volume.source() instanceof Volume.Host host) {
            json.put("host_path", host.path());
        } else if (volume.source() instanceof Volume.SandboxPath sandbox) {
            json.putObject("source")
                    .put("type", "sandbox_path")
                    .putObject("sandbox_path")
                    .put("type", sandbox.of().name().toLowerCase(Locale.ROOT))
                    .put("path", sandbox.path());
        } else if (volume.source() instanceof Volume.Docker docker) {
            ObjectNode source = json.putObject("source").put("type", "docker");
            ObjectNode body = source.putObject("docker_volume");
            docker.driver().ifPresent(driver -> body.put("driver", driver));
            body.put("name", docker.name());
            texts(body, "driver_opts", docker.options());
        }
    }

    private static void write(ObjectNode json, Isolation isolation) {
        if (!isolation.rlimits().isEmpty()) {
            ArrayNode rlimits = json.putArray("rlimits");
            for (Isolation.Rlimit limit : isolation.rlimits()) {
                ObjectNode rlimit = rlimits.addObject().put("type", limit.type());
                limit.soft().ifPresent(value -> rlimit.put("soft", value));
                limit.hard().ifPresent(value -> rlimit.put("hard", value));
            }
        }
        if (isolation.tty()) {
            json.put("tty", true);
        }
        isolation.shmSize().ifPresent(size -> json.put("shm_size", size));
        if (isolation.effective().isPresent() || isolation.bounding().isPresent()) {
            ObjectNode capabilities = json.putObject("capabilities");
            names(capabilities, "effective", isolation.effective());
            names(capabilities, "bounding", isolation.bounding());
        }
    }

    private static void names(ObjectNode json, String field, Optional<List<String>> names) {
        names.ifPresent(all -> all.forEach(json.putArray(field)::add));
    }

    private static void texts(ObjectNode json, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode object = json.putObject(name);
            texts.forEach(object::put);
        }
    }
}
