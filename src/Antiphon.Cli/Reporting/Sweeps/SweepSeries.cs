using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>The lines of the figures of a sweep: one, or one for each of its first variants.</summary>
/// <param name="names">The name of each line, by the number of its variant.</param>
/// <param name="left">How many variants have no line.</param>
internal sealed class SweepSeries(IReadOnlyDictionary<int, string> names, int left)
{
    // As many colours as can be told apart.
    private const int Most = 6;

    /// <summary>Whether nothing varies but k and seed.</summary>
    public bool IsOne => names.ContainsKey(0);

    /// <summary>How many lines there are.</summary>
    public int Count => names.Count;

    /// <summary>How many variants have none.</summary>
    public int Left => left;

    /// <summary>The name of the line of a variant.</summary>
    public string this[int variant] => names[variant];

    /// <summary>Whether a variant has a line.</summary>
    public bool Has(int variant) => names.ContainsKey(variant);

    /// <summary>The lines of a sweep.</summary>
    /// <param name="options">The sweep.</param>
    /// <param name="alone">The name of the line where there is one.</param>
    /// <param name="cells">The cells that are done.</param>
    public static SweepSeries Of<TOptions>(SweepOptions<TOptions> options, string alone, IReadOnlyList<SweepCell> cells)
        where TOptions : TrainingOptions
    {
        int[] variants = [.. cells.Where(cell => cell.Outcome is not null).Select(cell => cell.Variant).Distinct().Order()];
        return new SweepSeries(
            variants.Take(Most).ToDictionary(each => each, each => each == 0 ? alone : Figures.Printable(options.WordsOf(each))),
            Math.Max(0, variants.Length - Most)
        );
    }
}
