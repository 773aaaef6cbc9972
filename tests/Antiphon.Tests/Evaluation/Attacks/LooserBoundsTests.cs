using System.Text.Json.Nodes;
using Antiphon.Evaluation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>
/// What verification by its nature lets pass: figures that claim less than is true, and fields that it names as not rechecked.
/// </summary>
public class LooserBoundsTests
{
    private static readonly Lazy<Judged> Small = new(() =>
        new Judged(new RandomGame(984) { Agents = 3, Discount = 0.8 }.Create(), 1, 7, accuracy: 1e-8)
    );

    private static Forgery Honest => Forgery.Of(Small.Value);

    [Fact]
    public void Wider_bounds_are_true_and_hold()
    {
        GapInterval wide = new(0, 1e6);
        EquilibriumGap gap = new(wide, wide);
        Forgery wider = Honest.Claiming(figures => figures with { Residual = 1, DispatcherGap = gap, AgentGap = gap, WelfareGap = gap });
        Assert.Equal("holds", wider.Verdict());
    }

    [Fact]
    public void Without_deviations_only_lower_ends_of_zero_hold()
    {
        Forgery fewer = Honest with { Witness = new CertificateWitness([.. Honest.Witness.Functions.Where(IsNoDeviation)]) };
        Assert.StartsWith("dispatcherGap.initial: lower end at most what", fewer.Verdict(), StringComparison.Ordinal);
        Assert.Equal("holds", fewer.Redrawn().Verdict());
        Assert.Equal(0, fewer.Redrawn().Certificate.DispatcherGap.Initial.Lower);

        static bool IsNoDeviation(WitnessFunction function) =>
            !function.Name.EndsWith(".initial", StringComparison.Ordinal) && !function.Name.EndsWith(".worst", StringComparison.Ordinal);
    }

    /// <summary>Each of these is named in <see cref="Verification.NotRechecked"/>, which `verify` prints.</summary>
    [Theory]
    [InlineData("firstOrderGap")]
    [InlineData("seconds")]
    [InlineData("notices")]
    [InlineData("version")]
    [InlineData("stateNames")]
    [InlineData("actionNames")]
    public void What_is_named_as_not_rechecked_may_be_anything(string field)
    {
        Assert.Contains(field, Verification.NotRechecked, StringComparer.Ordinal);
        Forgery other = field switch
        {
            "firstOrderGap" => Honest.Claiming(figures => figures with { FirstOrderGap = 0 }),
            "seconds" => Honest.Claiming(figures => figures with { Seconds = 1e-9 }),
            "notices" => Honest.Claiming(figures => figures with { Notices = ["epsilon is 0"] }),
            "version" => Honest with { Edit = text => text.Replace(AntiphonVersion.Current, "9.9.9", StringComparison.Ordinal) },
            "stateNames" => Honest.In(game => game with { LocalStateNames = [.. game.LocalStateNames.Reverse()] }),
            _ => Honest.In(game => game with { GlobalActionNames = [.. game.GlobalActionNames.Reverse()] }),
        };
        Assert.Equal("holds", other.Verdict());
    }

    /// <summary>Every other field of the file, changed to what a forger could wish for, is refused or fails.</summary>
    [Fact]
    public void Every_other_field_of_the_file_is_rechecked()
    {
        string[] fields = [.. JsonNode.Parse(CertificateFile.Write(Honest.Certificate))!.AsObject().Select(field => field.Key)];
        foreach (string field in fields.Except(Verification.NotRechecked, StringComparer.Ordinal))
        {
            Forgery changed = Honest with { Edit = text => Wished(text, field) };
            Assert.True(changed.Verdict() != "holds", $"{field} may be anything");
        }
    }

    private static string Wished(string text, string field)
    {
        JsonObject file = JsonNode.Parse(text)!.AsObject();
        file[field] = field switch
        {
            "agents" or "subsample" => 1 + file[field]!.GetValue<long>(),
            "welfareGroup" => 1,
            "value" => JsonNode.Parse("{ \"initial\": 1e6 }"),
            "residual" => 0,
            "epsilon" => JsonNode.Parse("{ \"initial\": 0, \"worst\": 0 }"),
            "estimate" => new JsonObject(),
            _ when field.EndsWith("Gap", StringComparison.Ordinal) => JsonNode.Parse("{ \"initial\": [0, 0], \"worst\": [0, 0] }"),
            _ => file[field] + "x",
        };
        return file.ToJsonString();
    }
}
