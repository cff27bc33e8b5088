// Reads the shared vectors.
#ifndef VECTORS_HPP
#define VECTORS_HPP

#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

using json = nlohmann::json;

inline json load(const std::string &folder, const std::string &name)
{
    std::ifstream file(folder + "/" + name);
    if (!file)
        throw std::runtime_error("cannot read " + name);
    json loaded = json::parse(file);
    if (loaded.at("cases").size() != loaded.at("count").get<std::size_t>())
        throw std::runtime_error(name + " does not have as many cases as its count says");
    return loaded;
}

// A field that is a string; "" if it is null.
inline std::string text(const json &vector, const char *field)
{
    return vector.at(field).is_null() ? "" : vector.at(field).get<std::string>();
}

inline std::string from_hex(const json &vector, const char *field)
{
    const auto hex = vector.at(field).get<std::string>();
    std::string bytes;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
    return bytes;
}

inline std::string to_hex(std::string_view bytes)
{
    std::string hex;
    for (const char byte : bytes) {
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
    }
    return hex;
}

#endif
