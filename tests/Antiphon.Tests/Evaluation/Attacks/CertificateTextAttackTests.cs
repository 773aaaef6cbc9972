using System.Text.RegularExpressions;
using Antiphon.Evaluation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>Tamperings of the text of a certificate: what two readers could read in two ways, and what no reader should read.</summary>
public class CertificateTextAttackTests
{
    private static readonly Lazy<Judged> Small = new(() =>
        new Judged(new RandomGame(984) { Agents = 3, Discount = 0.8 }.Create(), 1, 7, accuracy: 1e-8)
    );

    private static Forgery Honest => Forgery.Of(Small.Value);

    /// <summary>A pattern, what takes its place, and part of the answer.</summary>
    [Theory]
    [InlineData("\"epsilon\": . \"initial\": [^,]*", "\"epsilon\": { \"initial\": 0", "epsilon.initial: at least the upper ends")]
    [InlineData("(\"epsilon\": .*\"worst\": )[^ ]*", "${1}0", "epsilon.worst: at least the upper ends")]
    [InlineData("\"epsilon\": . \"initial\": [^,]*", "\"epsilon\": { \"initial\": -1", "epsilon.initial: at least the upper ends")]
    [InlineData("\"epsilon\": .*", "\"epsilon\": { \"initial\": 0, \"initial\": 9, \"worst\": 9 },", "epsilon.initial is given twice")]
    [InlineData("\"residual\":", "\"residual\": 0,\n  \"residual\":", "residual is given twice")]
    [InlineData("\"residual\":", "\"Residual\": 0,\n  \"residual\":", "\"Residual\" is not a field of this format")]
    [InlineData("\"residual\":", "\"r\\u0065sidual\": 0,\n  \"residual\":", "residual is given twice")]
    [InlineData("\"method\":", "\"sampling\": \"uniform\", \"look\": \"uniform\",\n  \"method\":", "look stands beside \"sampling\"")]
    [InlineData("(\"residual\": )[^,]*", "${1}NaN", "is not complete, correct JSON")]
    [InlineData("(\"residual\": )[^,]*", "${1}Infinity", "is not complete, correct JSON")]
    [InlineData("(\"residual\": )[^,]*", "${1}\"NaN\"", "residual is a text; expected a number")]
    [InlineData("(\"residual\": )[^,]*", "${1}null", "residual is null; expected a number")]
    [InlineData("(\"residual\": )[^,]*", "${1}1e400", "residual is too large for a double")]
    [InlineData("(\"residual\": )[^,]*", "${1}0x1p-3", "is not complete, correct JSON")]
    [InlineData("(\"residual\": )[^,]*", "${1}[1e-8]", "residual is an array; expected a number")]
    [InlineData("\"agents\": 3", "\"agents\": 3.5", "agents is 3.5; expected a whole number")]
    [InlineData("\"agents\": 3", "\"agents\": 18446744073709551619", "agents is 18446744073709551619; expected a whole number")]
    [InlineData("\"subsample\": 1", "\"subsample\": 4294967297", "the certificate's subsample is 2147483647; expected 1")]
    [InlineData("\"welfareGroup\": 3", "\"welfareGroup\": -4294967293", "the certificate's welfareGroup is 0; expected 1 to 3")]
    [InlineData("\"method\": \"exact\"", "\"method\": \"estimate\"", "estimate is null; expected an object, since the method is")]
    [InlineData("\"method\": \"exact\"", "\"method\": \"Exact\"", "method is \"Exact\"; expected \"exact\" or \"estimate\"")]
    [InlineData("\"worst\": \\[", "\"worst\": [0, ", "worst has 3 entries; expected two ends")]
    [InlineData("\"gameHash\": \"", "\"gameHash\": \"0", "this is a certificate of another game")]
    [InlineData("\"policyHash\": \"", "\"policyHash\": \"0", "this is a certificate of another policy")]
    [InlineData("\"witness\": \"", "\"witness\": \"0", "its hash is ")]
    [InlineData("(\"witness\": )[^,]*", "${1}null", "expected none, as in the certificate")]
    public void What_is_written_into_the_text_is_refused_or_fails_by_name(string pattern, string replaced, string answer)
    {
        string found = Edited(pattern, replaced).Verdict();
        Assert.Contains(answer, found, StringComparison.Ordinal);
    }

    /// <summary>An estimate's parts in a certificate that calls itself exact would be shown as its figures.</summary>
    [Fact]
    public void An_exact_certificate_with_an_estimate_in_it_is_refused()
    {
        const string Estimate =
            "\"estimate\": { \"value\": [0, 1], \"horizon\": 1, \"truncationBound\": 0, \"meanField\": [MODEL, MODEL], \"trend\": [] }";
        const string Model =
            "{ \"resolution\": 1, \"value\": 0, \"dispatcherGap\": [0, 0], \"agentGap\": [0, 0], \"selfishAgentGap\": [0, 0] }";
        Assert.Contains(
            "estimate is an object; expected null, since the method is \"exact\"",
            Edited("\"estimate\": null", Estimate.Replace("MODEL", Model, StringComparison.Ordinal)).Verdict(),
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// More digits than a double has are rounded on reading: the claim is that of the double, which is the one that is checked and shown.
    /// </summary>
    [Fact]
    public void Digits_beyond_a_double_claim_no_more_than_the_double()
    {
        double upper = Honest.Certificate.DispatcherGap.Initial.Upper;
        string below = $"{upper:R}".TrimEnd() + "0000000000000000000001";
        Assert.Equal("holds", Edited($"{Regex.Escape($"{upper:R}")}(?=[] ,])", below).Verdict());
        StoredCertificate read = CertificateFile.Parse(
            Regex.Replace(
                CertificateFile.Write(Honest.Certificate),
                $"{Regex.Escape($"{upper:R}")}(?=[] ,])",
                below,
                RegexOptions.None,
                TimeSpan.FromSeconds(1)
            ),
            "c.json"
        );
        Assert.Equal(upper, read.Certificate.DispatcherGap.Initial.Upper);
    }

    private static Forgery Edited(string pattern, string replaced) =>
        Honest with
        {
            Edit = text =>
            {
                string edited = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(text, replaced, 1);
                Assert.NotEqual(text, edited, StringComparer.Ordinal);
                return edited;
            },
        };
}
