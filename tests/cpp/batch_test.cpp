// Batches: every kind of range, the same texts as single calls, and every error.
#include "support.hpp"

#include <array>
#include <forward_list>
#include <iterator>
#include <list>
#include <sstream>
#include <type_traits>
#include <utility>
#include <vector>

using netcore_aes::batch;
using netcore_aes::batch_view;
using netcore_aes::cipher;
using netcore_aes::scheme;
using strings = std::vector<std::string>;

static_assert(std::is_nothrow_move_constructible_v<batch> && std::is_nothrow_move_assignable_v<batch>);

static strings messages()
{
    return {"one", "", std::string(5, '\0'), std::string(10'000, 'x'), "caf\xc3\xa9"};
}

class Batch : public testing::TestWithParam<scheme> {
protected:
    const cipher one = make(GetParam());
    const strings plaintexts = messages();
};
INSTANTIATE_TEST_SUITE_P(Schemes, Batch, testing::ValuesIn(SCHEMES));

TEST_P(Batch, IsTheSameAsOneByOne)
{
    const strings texts = one.encrypt_batch(plaintexts);
    ASSERT_EQ(texts.size(), plaintexts.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
        EXPECT_EQ(one.decrypt(texts[i]), plaintexts[i]);
    EXPECT_EQ(one.decrypt_batch(texts), plaintexts);
    if (GetParam() != scheme::gcm_base64) {
        EXPECT_EQ(texts[0], one.encrypt("one"));
    }
}

TEST_P(Batch, TakesEveryKindOfRange)
{
    const strings expected = {"a", "b"};
    const char *const pointers[] = {"a", "b"};
    const std::array<std::string_view, 2> views = {"a", "b"};
    const std::list<std::string> list = {"a", "b"};
    const std::forward_list<std::string_view> forward = {"a", "b"};
    std::istringstream stream("a b");
    const std::istream_iterator<std::string> begin(stream), end;
    for (const strings &texts :
        {one.encrypt_batch({"a", "b"}), one.encrypt_batch(pointers), one.encrypt_batch(views), one.encrypt_batch(list),
            one.encrypt_batch(forward), one.encrypt_batch(begin, end), one.encrypt_batch(batch{"a", "b"})})
        EXPECT_EQ(one.decrypt_batch(texts), expected);
}

TEST_P(Batch, MayBeEmpty)
{
    EXPECT_EQ(one.encrypt_batch(strings()), strings());
    EXPECT_EQ(one.decrypt_batch(strings()), strings());
    batch out{"what was there"};
    one.encrypt_batch_into(out, batch());
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(out.offsets()[0], 0U);
    one.decrypt_batch_into(out, batch_view({}, std::vector<std::uint64_t>{0}));
    EXPECT_TRUE(out.empty());
}

TEST_P(Batch, UsesMemoryAgain)
{
    batch in, texts, back;
    const char *memory = nullptr;
    for (int round = 0; round < 3; ++round) {
        in.clear();
        for (const std::string &message : plaintexts)
            in.push_back(message);
        one.encrypt_batch_into(texts, in);
        one.decrypt_batch_into(back, texts);
        EXPECT_EQ(strings(back.begin(), back.end()), plaintexts);
        EXPECT_TRUE(memory == nullptr || memory == texts.data().data());
        memory = texts.data().data();
    }
}

TEST_P(Batch, ReadsTheArrowLayout)
{
    const std::vector<std::uint64_t> offsets = {2, 5, 8, 8, 19};
    batch texts, back;
    one.encrypt_batch_into(texts, batch_view("??onetwo, and three", offsets));
    EXPECT_EQ(texts.size(), 4U);
    one.decrypt_batch_into(back, {texts.data(), texts.offsets(), texts.size()});
    EXPECT_EQ(strings(back.begin(), back.end()), (strings{"one", "two", "", ", and three"}));
    EXPECT_EQ(back.data(), "onetwo, and three");
    EXPECT_EQ(back.offsets()[4], 17U);
}

TEST_P(Batch, NamesTheTextAtFault)
{
    strings texts = one.encrypt_batch(plaintexts);
    texts[3] = "!!!!";
    const auto encoding = thrown<netcore_aes::encoding_error>([&] { one.decrypt_batch(texts); }, "item 3: the text is not");
    EXPECT_EQ(encoding.index(), 3U);
    texts[2] = "AAAA";
    const auto decrypt = thrown<netcore_aes::decrypt_error>([&] { one.decrypt_batch(texts); }, "item 2: the text cannot");
    EXPECT_EQ(decrypt.index(), 2U);
    batch out{"what was there"};
    thrown<netcore_aes::decrypt_error>([&] { one.decrypt_batch_into(out, batch(texts.begin(), texts.end())); });
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(out.data(), "");
}

TEST_P(Batch, MayBeLong)
{
    strings long_one;
    for (int i = 0; i < 300; ++i)
        long_one.push_back(std::string(1000, 'x') + std::to_string(i));
    strings texts = one.encrypt_batch(long_one);
    EXPECT_EQ(one.decrypt_batch(texts), long_one);
    EXPECT_EQ(one.decrypt(texts[299]), long_one[299]);
    texts[250] = "AAAA";
    EXPECT_EQ(thrown<netcore_aes::decrypt_error>([&] { one.decrypt_batch(texts); }, "item 250: ").index(), 250U);
}

// The library is called once a piece has 65 536 bytes.
TEST_P(Batch, IsTakenInPieces)
{
    for (const std::size_t size : {65'535U, 65'536U, 65'537U, 1'000'000U}) {
        const strings around = {std::string(size, 'x'), "one", std::string(size - 1, 'y'), "two", ""};
        strings texts = one.encrypt_batch(around);
        EXPECT_EQ(one.decrypt_batch(texts), around);
        for (std::size_t i = 0; i < around.size(); ++i)
            EXPECT_EQ(one.decrypt(texts[i]), around[i]);
        for (std::size_t i = texts.size(); i-- > 0;) {
            texts[i] = "AAAA";
            EXPECT_EQ(thrown<netcore_aes::decrypt_error>([&] { one.decrypt_batch(texts); }).index(), i);
        }
    }
}

TEST_P(Batch, RefusesOffsetsThatDoNotFit)
{
    batch out{"what was there"};
    const auto refuse = [&](const batch_view &in, std::string_view words) {
        EXPECT_FALSE(thrown<netcore_aes::offsets_error>([&] { one.encrypt_batch_into(out, in); }, words).index());
        thrown<netcore_aes::offsets_error>([&] { one.decrypt_batch_into(out, in); }, words);
    };
    const std::vector<std::uint64_t> none, decreasing = {0, 3, 2, 4}, past = {0, 5}, huge = {0, UINT64_MAX};
    refuse({"data", none}, "n messages need n + 1 offsets");
    refuse({"data", past}, "the last offset of the batch is 5, past the end of its 4 bytes");
    refuse({"data", huge}, "past the end");
    EXPECT_EQ(out.size(), 1U);
    refuse({"data", decreasing}, "must not decrease");
    EXPECT_TRUE(out.empty());
    // More offsets than memory can hold; one fewer would be read.
    for (const std::size_t count : {PTRDIFF_MAX / sizeof past[0], std::size_t{PTRDIFF_MAX}, SIZE_MAX})
        thrown<netcore_aes::too_large_error>([&] { one.encrypt_batch_into(out, {"data", past.data(), count}); });
}

TEST_P(Batch, RefusesMemoryThatOverlaps)
{
    batch same{"one", "two"};
    thrown<netcore_aes::overlap_error>([&] { one.encrypt_batch_into(same, same); });
    const std::vector<std::uint64_t> offsets = {0, 1};
    thrown<netcore_aes::overlap_error>([&] { one.encrypt_batch_into(same, {same[1], offsets}); });
    thrown<netcore_aes::overlap_error>([&] { one.decrypt_batch_into(same, {"onetwo", same.offsets(), 2}); });
    thrown<netcore_aes::overlap_error>([&] { one.decrypt_batch_into(same, {"onetwo", same.offsets() + 2, 0}); });
    EXPECT_EQ(strings(same.begin(), same.end()), (strings{"one", "two"}));
    const std::string_view memory = same.data();
    same.clear(); // it keeps the memory
    thrown<netcore_aes::overlap_error>([&] { one.encrypt_batch_into(same, {memory, offsets}); });
}

TEST(BatchItself, IsAContainer)
{
    batch some{"one", "", "three"};
    EXPECT_EQ(some.size(), 3U);
    EXPECT_EQ(some[2], "three");
    EXPECT_EQ(some.at(1), "");
    EXPECT_THROW(static_cast<void>(some.at(3)), std::out_of_range);
    EXPECT_EQ(some.data(), "onethree");
    some.push_back(some[2]); // from its own memory, which may move
    const strings more(5, "more");
    some.append(more.begin(), more.end());
    EXPECT_EQ(some.data(), "onethreethreemoremoremoremoremore");
    EXPECT_EQ(some.offsets()[0], 0U);
    EXPECT_EQ(some.offsets()[some.size()], some.data().size());

    batch moved(std::move(some));
    EXPECT_EQ(moved.size(), 9U);
    EXPECT_TRUE(some.empty()); // NOLINT(bugprone-use-after-move): it is empty
    some.push_back("new"); // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(some[0], "new");
    some = std::move(moved);
    EXPECT_EQ(some.size(), 9U);
    some.clear();
    EXPECT_TRUE(some.empty());
    EXPECT_EQ(some.begin(), some.end());
}

TEST(BatchItself, RefusesMoreBytesThanMemoryCanHold)
{
    batch some{"one"};
    const char *const characters = "not this long";
    for (const std::size_t size : {std::size_t{PTRDIFF_MAX} - 2, SIZE_MAX})
        thrown<netcore_aes::too_large_error>([&] { some.push_back({characters, size}); });
    EXPECT_EQ(strings(some.begin(), some.end()), strings{"one"});
}

// 32 bits of offsets: the last messages lie beyond 4 GiB. It takes 12 GiB: the check `differential` of `make harden` runs it.
TEST(BatchItself, DISABLED_MayExceed4GiB)
{
    const cipher one = make(scheme::cbc_base64);
    const std::string large(1 << 26, '\0');
    batch in, texts;
    in.reserve(67, (std::size_t{65} << 26) + 6);
    for (int i = 0; i < 65; ++i)
        in.push_back(large);
    in.push_back("one");
    in.push_back("two");
    one.encrypt_batch_into(texts, in);
    EXPECT_GT(in.offsets()[65], UINT32_MAX);
    EXPECT_EQ(in[66], "two");
    EXPECT_EQ(one.decrypt(texts[65]), "one");
    EXPECT_EQ(one.decrypt(texts[66]), "two");
}

TEST(BatchItself, GrowsAndKeepsWhatItHolds)
{
    batch some;
    for (int i = 0; i < 5000; ++i)
        some.push_back(std::to_string(i));
    EXPECT_EQ(some.size(), 5000U);
    EXPECT_EQ(some[4999], "4999");
    std::size_t sum = 0;
    for (const std::string_view message : some)
        sum += message.size();
    EXPECT_EQ(sum, some.data().size());
}
