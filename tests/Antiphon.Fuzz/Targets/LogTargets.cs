using Antiphon.Games;
using Antiphon.Learning;

namespace Antiphon.Fuzz;

/// <summary>Readers of logs.</summary>
internal static class LogTargets
{
    /// <summary>Logs.</summary>
    public static FuzzTarget Log(FuzzFolder folder, Scratch scratch)
    {
        CooperativeGame game = GameFile.Load(folder.Fixture("patrol.json"));
        return new FuzzTarget("log", input =>
        {
            using var reader = new LogReader(new MemoryStream(input), game, "steps.csv");
            while (reader.Read())
            {
                // Every line is checked.
            }
        });
    }

    /// <summary>Descriptions of logs.</summary>
    public static FuzzTarget Description(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("log-description", "steps.log.json", scratch, path =>
        {
            string written = scratch.In("written.json");
            LogDescriptionFile.Save(LogDescriptionFile.Load(path), written);
            return File.ReadAllBytes(written);
        });
}
