namespace Antiphon.Games;

/// <summary>A game that ships with the library.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Description">What it is about, in one sentence.</param>
/// <param name="Define">Writes its definition.</param>
public sealed record BuiltInGame(string Name, string Description, Func<GameDefinition> Define)
{
    /// <summary>Builds the game.</summary>
    public CooperativeGame Create() => CooperativeGame.Create(Define());
}
