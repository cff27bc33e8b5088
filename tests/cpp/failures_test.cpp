// Failures that arguments cannot cause: no random bytes, and no memory at the first, the second, … the n-th allocation of the
// library or the headers; and secrets left in freed memory. This program's functions replace the system's (glibc).
#include "support.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <malloc.h>
#include <new>
#include <sys/random.h>
#include <vector>

static bool no_random;
static long allocations, fail_at = -1; // the index of the allocation that fails; only the test's thread allocates

static std::string_view secret; // searched for in freed memory, unless empty
static int leaked;

static bool refuse()
{
    return fail_at >= 0 && allocations++ == fail_at;
}

extern "C" {

ssize_t getrandom(void *to, size_t size, unsigned int)
{
    if (no_random && size > 0) {
        errno = EIO;
        return -1;
    }
    std::memset(to, 0x5a, size); // below 248, so a letter
    return static_cast<ssize_t>(size);
}

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

void *malloc(size_t size) noexcept
{
    return refuse() ? nullptr : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) noexcept
{
    return refuse() ? nullptr : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) noexcept
{
    return refuse() ? nullptr : __libc_realloc(memory, size);
}

void free(void *memory) noexcept
{
    if (memory && !secret.empty() && memmem(memory, malloc_usable_size(memory), secret.data(), secret.size()))
        ++leaked;
    __libc_free(memory);
}

int posix_memalign(void **memory, size_t alignment, size_t size) noexcept
{
    *memory = refuse() ? nullptr : __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size) noexcept
{
    return refuse() ? nullptr : __libc_memalign(alignment, size);
}
}

TEST(NoRandom, IsAnErrorOfEveryCallThatNeedsRandomBytes)
{
    const auto one = make(netcore_aes::scheme::gcm_base64);
    netcore_aes::batch texts{"what was there"};
    std::string text = "what was there";
    no_random = true;
    thrown<netcore_aes::random_error>([] { netcore_aes::keygen(); }, "no random bytes");
    thrown<netcore_aes::random_error>([] { netcore_aes::gcm_keygen(); });
    thrown<netcore_aes::random_error>([&] { one.encrypt_into(text, "event"); });
    thrown<netcore_aes::random_error>([&] { one.encrypt_batch_into(texts, netcore_aes::batch{"event"}); });
    netcore_aes::upload_stream stream(one, "", {0, 0, 0, netcore_aes::no_time});
    const std::string event = R"({"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,)"
                              R"("activity_source":"web","activity_params":{}})"
                              "\n";
    std::string_view piece = event;
    EXPECT_EQ(stream.push(piece).begin(), stream.push(piece).end());
    for (int i = 0; i < 2; ++i)
        thrown<netcore_aes::random_error>([&] { stream.flush().begin(); });
    no_random = false;
    EXPECT_EQ(std::get<netcore_aes::upload_body>(*stream.flush().begin()).events.count, 1U); // nothing was lost
    EXPECT_TRUE(texts.empty());
    EXPECT_EQ(text, "");
    EXPECT_EQ(one.decrypt(one.encrypt("event")), "event");
}

// Fails each allocation of `call` in turn, until it succeeds; returns the number of allocations.
static long fail_each(
    const std::function<void()> &call, const std::function<void()> &after = [] {})
{
    for (long n = 0; n < 100; ++n) {
        allocations = 0;
        fail_at = n;
        try {
            call();
            fail_at = -1;
            return n;
        } catch (const netcore_aes::memory_error &error) {
            fail_at = -1;
            EXPECT_EQ(error.status(), NETCORE_AES_ERR_MEMORY);
        } catch (const std::bad_alloc &) {
            fail_at = -1;
        }
        after();
    }
    return -1;
}

TEST(NoMemory, IsAnErrorAndLeavesNothingHalfDone)
{
    const auto one = make(netcore_aes::scheme::cbc_base64);
    const std::string text(one.encrypt("event")), longer(200, 'x');
    EXPECT_GT(fail_each([] { netcore_aes::cipher(KEY, IV); }), 0);
    EXPECT_GT(fail_each([] { netcore_aes::keygen(); }), 0);
    EXPECT_GT(fail_each([] { netcore_aes::gcm_keygen(); }), 0);
    EXPECT_GT(fail_each([&] { one.encrypt(longer); }), 0);
    EXPECT_GT(fail_each([&] { one.decrypt(one.encrypt(longer)); }), 1);
    EXPECT_GT(fail_each([&] { one.encrypt_batch({longer, longer}); }), 4);
    EXPECT_GT(fail_each([&] { one.decrypt_batch({text, text}); }), 4);
    EXPECT_GT(fail_each([&] { netcore_aes::upload_request(text, one.scheme(), "asset", "key").headers(); }), 4);

    netcore_aes::batch out, grown{"first"};
    EXPECT_GT(fail_each(
                  [&] {
                      out = netcore_aes::batch{"what was there"};
                      one.encrypt_batch_into(out, netcore_aes::batch{longer});
                  },
                  [&] { EXPECT_TRUE(out.empty() ? out.data().empty() : out[0] == "what was there"); }),
        4);
    EXPECT_GT(fail_each([&] { grown.push_back(longer); }, [&] { EXPECT_EQ(grown.data(), "first"); }), 0);
    EXPECT_EQ(grown.size(), 2U);
}

// Appends what comes out of a range.
static void take(std::string &to, netcore_aes::upload_stream::range range)
{
    for (const netcore_aes::upload &next : range)
        if (const auto *body = std::get_if<netcore_aes::upload_body>(&next))
            to.append(body->body);
        else
            to.append(std::get<netcore_aes::event_problems>(next).problems.at(5).message);
}

// Fails the n-th allocation of a stream, and goes on with memory. Without memory in C++, nothing is lost; in the library, the stream
// has a fault. Returns whether an allocation failed, and counts both.
static bool fail_one(long n, const std::string &data, const std::string &wanted, int &lost_nothing, int &faults)
{
    const auto one = make(netcore_aes::scheme::cbc_base64);
    std::string found;
    found.reserve(2 * wanted.size());
    netcore_aes::upload_stream stream(one, "a", {1, 0, 0, netcore_aes::no_time});
    std::string_view piece = data;
    allocations = 0;
    fail_at = n;
    try {
        take(found, stream.push(piece));
    } catch (const netcore_aes::memory_error &) {
        fail_at = -1;
        thrown<netcore_aes::memory_error>([&] { take(found, stream.push(piece)); });
        return ++faults > 0;
    } catch (const std::bad_alloc &) {
        ++lost_nothing;
    }
    fail_at = -1;
    const bool failed = allocations > n;
    take(found, stream.push(piece));
    take(found, stream.finish());
    EXPECT_EQ(found, wanted) << "without allocation " << n;
    return failed;
}

TEST(NoMemory, LosesNothingOfAStream)
{
    std::string data, wanted;
    for (int i = 0; i < 36; ++i)
        data += i % 9 == 0 ? "{}\n"
                           : R"({"asset_id":"a","activity_name":"n","timestamp":"2025-08-26T12:05:43Z","identity":1,)"
                             R"("activity_source":"web","activity_params":{}})"
                             "\n";
    {
        const auto one = make(netcore_aes::scheme::cbc_base64);
        netcore_aes::upload_stream stream(one, "a", {1, 0, 0, netcore_aes::no_time});
        std::string_view piece = data;
        take(wanted, stream.push(piece));
        take(wanted, stream.finish());
    }
    int lost_nothing = 0, faults = 0;
    long n = 0;
    while (n < 1000 && fail_one(n, data, wanted, lost_nothing, faults))
        ++n;
    EXPECT_LT(n, 1000);
    EXPECT_GT(lost_nothing, 20);
    EXPECT_GT(faults, 4);
    EXPECT_GT(fail_each([] {
        static const auto one = make(netcore_aes::scheme::cbc_base64);
        netcore_aes::upload_stream(one, std::string(100, 'a'));
    }),
        1);
}

// One byte more is a too_large_error.
TEST(NoMemory, IsAnErrorOfTheLongestMessage)
{
    netcore_aes::batch some{"one"};
    const char *const characters = "not this long";
    EXPECT_THROW(some.push_back({characters, PTRDIFF_MAX - 3}), std::bad_alloc);
    EXPECT_EQ(some.size(), 1U);
    EXPECT_EQ(some.data(), "one");
}

TEST(NoMemory, IsNotNeededWithReusedOutputs)
{
    const auto one = make(netcore_aes::scheme::gcm_base64);
    char memory[256], back[256];
    std::string text(one.encrypt("event")), plaintext(one.decrypt(text) + std::string(100, 'x'));
    netcore_aes::batch in{"one", "two"}, texts, plaintexts;
    one.encrypt_batch_into(texts, in);
    one.decrypt_batch_into(plaintexts, texts);
    EXPECT_EQ(fail_each([&] {
        const auto answer = one.try_encrypt(memory, sizeof memory, "event");
        if (!one.try_decrypt(back, sizeof back, {memory, answer.size}) || one.try_decrypt(back, sizeof back, "AAAA"))
            std::abort();
        one.encrypt_into(text, "event");
        one.decrypt_into(plaintext, text);
        in.clear();
        in.push_back("one");
        in.push_back("two");
        one.encrypt_batch_into(texts, in);
        one.decrypt_batch_into(plaintexts, texts);
    }),
        0);
    EXPECT_EQ(plaintexts[1], "two");
}

// Counts the blocks that `call` frees with this text in them.
static int leaks(std::string_view text, const std::function<void()> &call)
{
    leaked = 0;
    secret = text;
    call();
    secret = {};
    return leaked;
}

TEST(FreedMemory, ContainsNoSecret)
{
    const auto one = make(netcore_aes::scheme::cbc_base64);
    const std::string plaintext = "what nobody may see... " + std::string(1000, '.');
    std::vector<std::string> texts(100, one.encrypt(plaintext));
    texts.emplace_back("AAAA");
    const std::string_view beginning = std::string_view(plaintext).substr(0, 22);
    EXPECT_GT(leaks(beginning, [&] { std::string(plaintext).shrink_to_fit(); }), 0); // the check itself works
    EXPECT_EQ(leaks(beginning,
                  [&] {
                      netcore_aes::batch grown;
                      for (int i = 0; i < 10; ++i)
                          grown.push_back(plaintext);
                      one.encrypt_batch(grown);
                  }),
        0);
    EXPECT_EQ(
        leaks(beginning, [&] { thrown<netcore_aes::decrypt_error>([&] { one.decrypt_batch(texts); }, "item 100"); }), 0);
    const std::string key = "an-api-key-" + std::string(500, 'k');
    EXPECT_EQ(leaks("an-api-key-",
                  [&] {
                      netcore_aes::upload_request request(texts[0], one.scheme(), "asset", key);
                      netcore_aes::upload_request(std::move(request)).headers();
                  }),
        0);
    EXPECT_EQ(leaks(KEY, [] { netcore_aes::cipher(KEY, IV); }), 0);
}
