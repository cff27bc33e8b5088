/// \file
/// Reads the list of problems that the library writes. Internal.

#ifndef NETCORE_AES_DETAIL_PROBLEMS_HPP
#define NETCORE_AES_DETAIL_PROBLEMS_HPP

#include <netcore_aes/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace netcore_aes::detail {

/// Reads one form of JSON: an array of objects without white space, whose values are strings, whole numbers or null. It throws
/// panic_error for any other JSON, since that is a fault of the library.
class problem_reader {
public:
    explicit problem_reader(std::string_view json) : json_(json) { }

    /// Calls `begin()` for each object, and `field(name)` for each of its fields, which must read the value.
    template <class Begin, class Field> void read(const Begin &begin, const Field &field)
    {
        expect('[');
        if (!skip(']')) {
            do {
                begin();
                read_object(field);
            } while (skip(','));
            expect(']');
        }
        if (at_ != json_.size())
            fail();
    }

    std::string read_string()
    {
        std::string value;
        expect('"');
        for (char next = take(); next != '"'; next = take()) {
            if (next == '\\')
                read_escape(value);
            else
                value += next;
        }
        return value;
    }

    /// A whole number from 0; none for null.
    std::optional<std::size_t> read_index()
    {
        constexpr std::string_view null = "null", digits = "0123456789";
        if (json_.substr(at_, null.size()) == null) {
            at_ += null.size();
            return std::nullopt;
        }
        std::size_t number = 0;
        do {
            const std::size_t digit = digits.find(take());
            if (digit == std::string_view::npos || number > (SIZE_MAX - digit) / 10)
                fail();
            number = number * 10 + digit;
        } while (at_ < json_.size() && digits.find(json_[at_]) != std::string_view::npos);
        return number;
    }

    /// Skips the value of a field that a newer library added.
    void skip_value()
    {
        if (json_.substr(at_, 1) == "\"")
            static_cast<void>(read_string());
        else
            static_cast<void>(read_index());
    }

private:
    template <class Field> void read_object(const Field &field)
    {
        expect('{');
        do {
            const std::string name = read_string();
            expect(':');
            field(name);
        } while (skip(','));
        expect('}');
    }

    void read_escape(std::string &value)
    {
        constexpr std::string_view names = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        const char name = take();
        const std::size_t place = names.find(name);
        if (name == 'u')
            append_utf8(value, read_hex());
        else if (place != std::string_view::npos)
            value += meanings[place];
        else
            fail();
    }

    unsigned read_hex()
    {
        constexpr std::string_view digits = "0123456789abcdef0123456789ABCDEF";
        unsigned number = 0;
        for (int i = 0; i < 4; ++i) {
            const std::size_t digit = digits.find(take());
            if (digit == std::string_view::npos)
                fail();
            number = number * 16 + static_cast<unsigned>(digit % 16);
        }
        return number;
    }

    // The library escapes only control characters, so there are no surrogate pairs.
    static void append_utf8(std::string &value, unsigned code_point)
    {
        if (code_point < 0x80) {
            value += static_cast<char>(code_point);
        } else if (code_point < 0x800) {
            value += static_cast<char>(0xc0 | code_point >> 6);
            value += static_cast<char>(0x80 | (code_point & 0x3f));
        } else if (code_point < 0xd800 || code_point > 0xdfff) {
            value += static_cast<char>(0xe0 | code_point >> 12);
            value += static_cast<char>(0x80 | (code_point >> 6 & 0x3f));
            value += static_cast<char>(0x80 | (code_point & 0x3f));
        } else {
            fail();
        }
    }

    char take()
    {
        if (at_ == json_.size())
            fail();
        return json_[at_++];
    }

    bool skip(char wanted)
    {
        const bool there = at_ < json_.size() && json_[at_] == wanted;
        at_ += there ? 1 : 0;
        return there;
    }

    void expect(char wanted)
    {
        if (!skip(wanted))
            fail();
    }

    [[noreturn]] static void fail()
    {
        raise(NETCORE_AES_ERR_PANIC);
    }

    std::string_view json_;
    std::size_t at_ = 0;
};

} // namespace netcore_aes::detail

#endif
