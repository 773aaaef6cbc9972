using System.Text;
using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

/// <summary>
/// Whatever happens to a file, reading it gives a sound object or an <see cref="InvalidInputException"/>; never another exception.
/// </summary>
public class DamagedFileTests
{
    private static readonly CooperativeGame Game = CooperativeGame.Create(SmallGame.Definition());

    private static readonly string[] Replacements =
    [
        "null",
        "0",
        "-1",
        "1e999",
        "1.5",
        "true",
        "\"uniform\"",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "99999999999999999999",
        "\"\\ud800\"",
    ];

    [Fact]
    public void Files_with_bytes_exchanged_are_read_or_refused()
    {
        var random = new SmallRandom(1);
        const string Bytes = "{}[]\",:.-+0129eENn\\u \u0001";
        foreach ((string text, Action<string> read) in Files())
        {
            var outcomes = new HashSet<bool>();
            for (int i = 0; i < 2000; i++)
            {
                var damaged = new StringBuilder(text);
                for (int change = random.Below(3); change >= 0; change--)
                {
                    damaged[random.Below(damaged.Length)] = Bytes[random.Below(Bytes.Length)];
                }

                outcomes.Add(IsRead(damaged.ToString(), read));
            }

            Assert.Equal(2, outcomes.Count);
        }
    }

    [Fact]
    public void Files_with_any_one_value_replaced_are_read_or_refused()
    {
        foreach ((string text, Action<string> read) in Files())
        {
            var outcomes = new HashSet<bool>();
            for (int value = 0; value < Count(JsonNode.Parse(text)!); value++)
            {
                foreach (string replacement in Replacements)
                {
                    JsonNode root = JsonNode.Parse(text)!;
                    int left = value;
                    Replace(root, ref left);
                    outcomes.Add(IsRead(root.ToJsonString().Replace("\"<replaced>\"", replacement, StringComparison.Ordinal), read));
                }
            }

            Assert.Equal(2, outcomes.Count);
        }
    }

    private static IEnumerable<(string Text, Action<string> Read)> Files()
    {
        yield return (GameFile.Write(Game), text => GameFile.Parse(text, "test.json"));
        yield return (
            SmallGame.Json(root =>
            {
                root["globalReward"]![0]![0] = JsonNode.Parse("""{"next": [1, -2.5]}""");
                root["localReward"] = JsonNode.Parse("""{"same": {"same": {"same": {"next": [1, 2, 3]}}}}""");
            }),
            text => GameFile.Parse(text, "test.json")
        );
        var policy = new JointPolicy(
            TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(3, 2), (_, rank) => rank % 2),
            LocalPolicy.Uniform(Game)
        );
        yield return (PolicyFile.Write(policy, Game), text => PolicyFile.Parse(text, "test.json", Game));
    }

    private static bool IsRead(string text, Action<string> read)
    {
        try
        {
            read(text);
            return true;
        }
        catch (InvalidInputException refused)
        {
            Assert.NotEmpty(refused.Message);
            return false;
        }
    }

    private static int Count(JsonNode? node) =>
        node switch
        {
            JsonObject fields => fields.Sum(field => 1 + Count(field.Value)),
            JsonArray items => items.Sum(item => 1 + Count(item)),
            _ => 0,
        };

    /// <summary>Puts a mark in place of the value number <paramref name="left"/>, counted from 0 in the order of the file.</summary>
    private static void Replace(JsonNode? node, ref int left)
    {
        if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields.ToList())
            {
                if (left-- == 0)
                {
                    fields[name] = "<replaced>";
                }

                Replace(value, ref left);
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                JsonNode? value = items[i];
                if (left-- == 0)
                {
                    items[i] = "<replaced>";
                }

                Replace(value, ref left);
            }
        }
    }
}
