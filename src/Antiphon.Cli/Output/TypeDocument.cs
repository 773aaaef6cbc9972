namespace Antiphon.Cli.Output;

/// <summary>A type of local agents: its share, how many agents are of it, and how many local states it has.</summary>
internal sealed record TypeDocument(string Name, double Share, long Agents, int LocalStates);
