namespace Antiphon.Fuzz;

/// <summary>What an input did that no input may do.</summary>
internal enum FindingKind
{
    /// <summary>An exception that the reader does not document, or another text after writing and reading.</summary>
    Crash,

    /// <summary>More than <see cref="Trial.MostSeconds"/>.</summary>
    Hang,

    /// <summary>More than <see cref="Trial.MostBytes"/>.</summary>
    TooLarge,
}

/// <summary>A fault of a reader.</summary>
/// <param name="Kind">Which rule was broken.</param>
/// <param name="Place">Where: equal for inputs that show the same fault.</param>
/// <param name="Text">All that is known.</param>
internal sealed record Finding(FindingKind Kind, string Place, string Text);
