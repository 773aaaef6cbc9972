namespace Antiphon.Cli.Output;

/// <summary>What `antiphon train` says of a finished run.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed record TrainAnswer(Surroundings surroundings)
{
    /// <summary>The result for programs.</summary>
    public required Func<string> Document { get; init; }

    /// <summary>Writes the result for people.</summary>
    public required Action<Surroundings> Write { get; init; }

    /// <summary>The exit code.</summary>
    public required int Code { get; init; }

    /// <summary>The result for people, as text.</summary>
    public string InWords()
    {
        using var text = new StringWriter();
        Write(surroundings.Plain(text));
        return text.ToString();
    }

    /// <summary>Prints the result.</summary>
    /// <param name="isJson">Whether a document is asked for.</param>
    /// <returns>The exit code.</returns>
    public int Print(bool isJson)
    {
        if (isJson)
        {
            surroundings.Out.WriteLine(Document());
        }
        else
        {
            Write(surroundings);
        }

        return Code;
    }
}
