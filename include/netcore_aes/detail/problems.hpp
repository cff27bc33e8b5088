/// \file
/// Reads the list of problems that the library writes. Nothing in here is for callers.

#ifndef NETCORE_AES_DETAIL_PROBLEMS_HPP
#define NETCORE_AES_DETAIL_PROBLEMS_HPP

#include <netcore_aes/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace netcore_aes::detail {

/// A reader for one form of JSON: an array of objects whose values are all strings. Anything else is a fault of the
/// library's, not of the caller's.
class problem_reader {
public:
    explicit problem_reader(std::string_view json) : json_(json) { }

    /// Calls `begin()` for each object and `field(name, value)` for each of its fields.
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

private:
    template <class Field> void read_object(const Field &field)
    {
        expect('{');
        do {
            const std::string name = read_string();
            expect(':');
            field(name, read_string());
        } while (skip(','));
        expect('}');
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

    // Control characters are all that the library escapes so; what lies past 16 bits it writes as it is.
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
