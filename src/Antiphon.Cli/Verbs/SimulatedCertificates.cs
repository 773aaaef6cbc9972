using Antiphon.Cli.Output;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Verbs;

/// <summary>
/// What `antiphon certify` does with pairs whose value is simulated: dispatchers that remember, and runs with alpha vectors.
/// </summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class SimulatedCertificates(Surroundings surroundings)
{
    /// <summary>What is asked.</summary>
    /// <param name="Game">The game under the rule of the deployment.</param>
    /// <param name="Pair">The pair.</param>
    /// <param name="Agents">n.</param>
    /// <param name="Options">Episodes, horizon, seed, threads.</param>
    /// <param name="IsJson">Whether the document is printed.</param>
    /// <param name="IsQuiet">Whether no progress is shown.</param>
    internal sealed record Request(
        CooperativeGame Game,
        JointPolicy Pair,
        long Agents,
        CertificateOptions Options,
        bool IsJson,
        bool IsQuiet
    );

    /// <summary>A dispatcher that remembers and reads a table.</summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="path">The file.</param>
    public int OfMemory(Request asked, string path)
    {
        MemoryCertificateDocument document;
        using (var progress = new ConsoleProgress(surroundings, asked.IsQuiet))
        {
            document = MemoryCertificateDocument.From(
                new MemoryCertifier(asked.Options).Run(asked.Game, asked.Pair, asked.Agents, progress, surroundings.Cancellation)
            );
        }

        return surroundings.StoreDocument(path, JsonOutput.Text(document), asked.IsJson, file =>
            document.Write(new Report(surroundings), file)
        );
    }

    /// <summary>A pair of a run with alpha vectors; an accuracy that was asked for is that of the bounds of full information.</summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="path">The file.</param>
    public int OfVectors(Request asked, string path)
    {
        BoundsDocument document;
        using (var progress = new ConsoleProgress(surroundings, asked.IsQuiet))
        {
            document = BoundsDocument.From(
                new BoundsCertifier(asked.Options).Run(asked.Game, asked.Pair, asked.Agents, progress, surroundings.Cancellation)
            );
        }

        int code = surroundings.StoreDocument(path, JsonOutput.Text(document), asked.IsJson, file =>
            document.Write(new Report(surroundings), file)
        );
        if (asked.Options.Accuracy is not double accuracy || document.Width() <= accuracy)
        {
            return code;
        }

        surroundings.Error.WriteLine(
            $"The accuracy of {Figures.Value(accuracy)} was not reached: the bounds of full information are "
                + $"{Figures.Value(document.Width())} apart. Both bounds remain proved; request a coarser accuracy with --accuracy."
        );
        return code == ExitCode.Done ? ExitCode.AccuracyNotMet : code;
    }
}
