using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Antiphon.Cli.Environments;
using Antiphon.Cli.Output;
using Antiphon.Fuzz;
using Antiphon.Games;
using Antiphon.Runs;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Fuzz;

/// <summary>Faults of readers that the fuzzer, or reading for it, found.</summary>
public sealed class FoundFaultsTests : IDisposable
{
    private static readonly FuzzFolder Folder = new(Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Fuzz"));

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_repeated_field_beside_half_of_a_surrogate_pair_is_refused()
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() =>
            GameFile.Parse("""{"\ud800": 1, "name": 2, "name": 3}""", "game.json")
        );
        Assert.Contains("half of a surrogate pair", refused.Message, Ordinal);
    }

    [Fact]
    public void A_field_that_is_repeated_in_a_field_named_by_half_of_a_surrogate_pair_is_refused() =>
        Assert.Contains("half of a surrogate pair.a is given twice", Refusal("game", """{"a": 1, "\ud800": {"a": 1, "a": 2}}"""), Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(""" "rewards": 1 """)]
    [InlineData(""" "rewards": [] """)]
    [InlineData(""" "rewards": ["1"] """)]
    [InlineData(""" "rewards": [1, 1e999] """)]
    public void A_cell_without_rewards_is_refused_by_what_is_missing(string fields) =>
        Assert.Contains(
            "outcome.deployed is missing",
            Refusal("journal-cells", $$$"""{"subsample": 1, "seed": 1, "failure": null, "outcome": {{{{fields}}}}}"""),
            Ordinal
        );

    [Theory]
    [InlineData("""[36, "Infinity"]""", "outcome.rewards[1] is Infinity; expected finite numbers")]
    [InlineData("""["NaN"]""", "outcome.rewards[0] is NaN; expected finite numbers")]
    [InlineData("[]", "outcome.rewards is empty; expected finite numbers")]
    public void A_present_cell_whose_rewards_are_no_numbers_is_refused_by_them(string rewards, string expected)
    {
        string made = Made("journal-cells", "made-finite").Split('\n')[0];
        string cell = Regex.Replace(made, "\"rewards\":\\[[^]]*\\]", $"\"rewards\":{rewards}", RegexOptions.None, Patience);
        Assert.NotEqual(made, cell, StringComparer.Ordinal);
        Assert.Contains(expected, Refusal("journal-cells", cell), Ordinal);
    }

    [Fact]
    public void A_cell_of_a_former_journal_with_fields_of_a_present_one_is_refused() =>
        Assert.Contains(
            "outcome.stopReason is missing",
            Refusal("journal-cells", """{"outcome": {"rewards": [1, 2], "judge": "", "baselines": []}}"""),
            Ordinal
        );

    [Fact]
    public void A_record_with_a_field_under_its_former_and_its_present_name_is_refused()
    {
        string both = Made("run", "made-lossy").Replace("\"sampling\":", "\"look\": null, \"sampling\":", Ordinal);
        Assert.Contains("options.look is not a field of this format", Refusal("run", both), Ordinal);
    }

    [Fact]
    public void A_former_record_whose_options_are_a_list_is_refused_by_their_kind() =>
        Assert.Contains(
            "options is an array; expected an object",
            Refusal("run", """{"format": "antiphon-continuous-run/1", "options": [], "outcome": {}}""", reader: 1),
            Ordinal
        );

    [Fact]
    public void A_format_of_half_of_a_surrogate_pair_is_none()
    {
        string record = scratch.Write("run.json", """{"format": "\ud800"}"""u8);
        Assert.False(FiniteCodec.Instance.IsRun(scratch.Folder));
        Assert.Equal("unknown", OutputFile.FormatOf(record));
        Assert.Contains("half of a surrogate pair", Refusal("policy", """{"format": "\ud800"}"""), Ordinal);
    }

    [Theory]
    [InlineData("""{"request": "\ud800"}""")]
    [InlineData("""{"request": "reset", "\ud800": 1}""")]
    [InlineData("""{"\ud800": 1}""")]
    public void A_line_of_a_learner_with_half_of_a_surrogate_pair_is_refused(string line) =>
        Assert.Throws<InvalidInputException>(() => EnvironmentRequest.Parse(line));

    [Fact]
    public void A_sweep_is_read_after_two_byte_order_marks()
    {
        FuzzTarget finite = FuzzTargets.Readers("sweep", Folder, scratch)[0];
        finite.Read(Encoding.UTF8.GetBytes("\uFEFF\uFEFF" + Made("sweep", "made-finite")));
        Assert.Equal(Made("sweep", "made-finite"), File.ReadAllText(scratch.In("sweep.json")));
    }

    [Fact]
    public void A_checkpoint_whose_observations_have_more_places_than_the_game_has_states_is_refused() =>
        Assert.Contains(
            "observations have 2000000000 places; expected 2",
            Refusal("checkpoint", Incumbent("\"subsample\": 0, \"observationPlaces\": 2000000000")),
            Ordinal
        );

    [Fact]
    public void A_checkpoint_whose_small_table_claims_to_be_a_large_one_is_refused_before_it_is_unpacked()
    {
        const int agents = 10_000_000;
        string checkpoint = Incumbent($"\"subsample\": {agents}").Replace(Packed, Zeros(2 * (agents + 1) * sizeof(int)), Ordinal);
        Assert.Contains("actions is larger than any table of the game", Refusal("checkpoint", checkpoint), Ordinal);
        Assert.Null(Judged("checkpoint", checkpoint));
    }

    [Theory]
    [InlineData("made-warehouse", 0, "\"perSeed\": \\[[^]]*\\]", "\"perSeed\": []", "perSeed is empty")]
    [InlineData("made-continuous", 1, "\"perSeed\": \\[[^]]*\\]", "\"perSeed\": [\"Infinity\", 1]", "perSeed[0] is Infinity")]
    [InlineData("made-continuous", 1, "\"heatMap\": {[^}]*}", NoSteps, "heatMap.fractions is empty")]
    [InlineData("made-federated", 2, "\"k\": 1", "\"k\": null", "policies[0].k is null")]
    [InlineData("made-federated", 2, "\"perSeed\": \\[[^]]*\\]", "\"perSeed\": [1]", "policies[0].perSeed has 1 entries; expected 2")]
    public void A_stored_row_that_cannot_be_summarised_is_refused(string name, int reader, string pattern, string instead, string expected)
    {
        string made = Made("reproduction", name);
        string row = Regex.Replace(made, pattern, instead, RegexOptions.None, Patience);
        Assert.NotEqual(made, row, StringComparer.Ordinal);
        Assert.Contains(expected, Refusal("reproduction", row, reader), Ordinal);
    }

    [Theory]
    [InlineData("""{"runFolder": null, "\ud800": 1}""")]
    [InlineData("""{"runFolder": null, "a": 1, "a": 2}""")]
    [InlineData("""{"runFolder": null, "policy": "\ud800"}""")]
    public void A_document_of_a_learned_run_that_is_none_is_left_as_it_is(string text)
    {
        Assert.Null(Judged("learn", text));
        scratch.Write("learn.json", Encoding.UTF8.GetBytes(text));
        FuzzTargets.Readers("learn", Folder, scratch)[0].Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal(text, File.ReadAllText(scratch.In("learn.json")));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(39)]
    [InlineData(256)]
    public void A_snapshot_with_another_number_of_keys_than_steps_is_damaged(int count)
    {
        byte[] made = File.ReadAllBytes(Path.Combine(Folder.Corpus("snapshot"), "made-linear"));
        BitConverter.TryWriteBytes(made.AsSpan(2 * sizeof(int)), count);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() =>
            FuzzTargets.Readers("snapshot", Folder, scratch)[0].Read(made)
        );
        Assert.Contains($"{count} keys after 40 steps", refused.Message, Ordinal);
    }

    [Fact]
    public void A_log_whose_first_line_has_a_million_commas_takes_little_memory() =>
        // What it takes in seconds depends on what else runs, and is judged by the fuzzer alone.
        Assert.True(Judged("log", new string(',', Trial.LongestInput - 1) + "\n") is null or { Kind: FindingKind.Hang });

    [Fact]
    public void A_journal_of_a_million_empty_lines_takes_little_memory() =>
        Assert.True(Judged("journal", new string('\n', Trial.LongestInput)) is null or { Kind: FindingKind.Hang });

    [Fact]
    public void A_file_with_a_field_named_by_half_of_a_surrogate_pair_is_a_damaged_one()
    {
        string path = scratch.Write("run.json", Encoding.UTF8.GetBytes("""{"\ud9900": 2}"""));
        Assert.Null(RunFile.Field(path, "format"));
        Assert.Null(OutputFile.FormatOf(path));
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;
    private const string Subsample = "\"kind\": \"table\",\n        \"subsample\": 2";
    private const string NoSteps = "\"heatMap\": {\"fractions\": [], \"choice\": [], \"mode\": [], \"initialModeAccuracy\": 1}";
    private const string Packed = "eAECjAEJMDIwMMAwAAAwAAQ=";

    private static string Made(string target, string name) => File.ReadAllText(Path.Combine(Folder.Corpus(target), name));

    // A checkpoint with another head of its incumbent.
    private static string Incumbent(string fields)
    {
        string made = Made("checkpoint", "made-run");
        Assert.Contains(Subsample, made, Ordinal);
        Assert.Contains(Packed, made, Ordinal);
        return made.Replace(Subsample, $"\"kind\": \"table\", {fields}", Ordinal);
    }

    private static string Zeros(int bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            byte[] chunk = new byte[1 << 16];
            for (int left = bytes; left > 0; left -= chunk.Length)
            {
                zlib.Write(chunk, 0, Math.Min(left, chunk.Length));
            }
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private string Refusal(string target, string text, int reader = 0)
    {
        FuzzTarget read = FuzzTargets.Readers(target, Folder, scratch)[reader];
        return Assert.ThrowsAny<InvalidInputException>(() => read.Read(Encoding.UTF8.GetBytes(text))).Message;
    }

    private Finding? Judged(string target, string text) =>
        new Trial(FuzzTargets.Create(target, Folder, scratch)).Run(Encoding.UTF8.GetBytes(text));
}
