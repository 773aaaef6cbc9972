using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>All that is told of one run. A table that is damaged leaves the rest as it is, and is named.</summary>
internal sealed class RunDocument
{
    private RunDocument(ListedRun run, RunView? view, IReadOnlyList<Proposal> proposals, IReadOnlyList<StoredSimulation> simulations)
    {
        Run = run;
        View = view;
        Proposals = proposals;
        Simulations = simulations;
    }

    /// <summary>What the list shows of it.</summary>
    public ListedRun Run { get; }

    /// <summary>Its record; null of a sweep, and where there is none that can be read.</summary>
    public RunView? View { get; }

    /// <summary>The proposals that were judged.</summary>
    public IReadOnlyList<Proposal> Proposals { get; }

    /// <summary>The simulations whose tables are in its folder.</summary>
    public IReadOnlyList<StoredSimulation> Simulations { get; }

    /// <summary>Files that cannot be read, and why.</summary>
    public IReadOnlyList<string> Faults { get; private init; } = [];

    /// <summary>Reads it.</summary>
    /// <param name="run">The run.</param>
    public static RunDocument Read(ListedRun run)
    {
        if (run.IsSweep || !run.IsSound)
        {
            return new RunDocument(run, null, [], []);
        }

        var faults = new List<string>();
        RunView? view = Try([], () => RunView.Open(run.Folder));
        IReadOnlyList<Proposal> proposals = view is null ? [] : Try([new RunPaths(run.Folder).Trace], view.LoadTrace) ?? [];
        IReadOnlyList<StoredSimulation> simulations = view is null ? [] : Try(Tables(run), view.LoadSimulations) ?? [];
        return new RunDocument(run, view, proposals, simulations) { Faults = faults };

        T? Try<T>(IEnumerable<string> files, Func<T> read)
            where T : class
        {
            try
            {
                foreach (string file in files)
                {
                    FileSize.Require(file);
                }

                return read();
            }
            catch (InvalidInputException problem)
            {
                faults.Add(RunReading.Shown(problem, run));
                return null;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                faults.Add("its files cannot be read");
                return null;
            }
        }
    }

    /// <summary>Writes it as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        RunText.WriteFields(json, Run);
        json.WriteNames("faults", Faults);
        if (View is null)
        {
            return;
        }

        WriteField(json, "options");
        WriteField(json, "outcome");
        RunText.WriteProposals(json, Proposals);
        RunText.WriteSimulations(json, Simulations);
    }

    // Not before it is asked for: the folder may be gone.
    private static IEnumerable<string> Tables(ListedRun run)
    {
        foreach (string table in Disk.Current.Files(run.Folder, "simulation-*.csv"))
        {
            yield return table;
        }
    }

    private void WriteField(Utf8JsonWriter json, string field)
    {
        json.WritePropertyName(field);
        View!.Record.Value.GetProperty(field).WriteTo(json);
    }
}
