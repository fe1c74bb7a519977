using FleetActors.Silo.Storage.Tracks;

namespace FleetActors.Tests.Tracks;

public sealed class FleetFolderNameTests
{
    [Theory]
    [InlineData("berlin", "berlin")]
    [InlineData("Berlin", "_42erlin")]
    [InlineData("..", "_2e_2e")]
    [InlineData("a.b-9.", "a_2eb-9_2e")]
    public void An_id_names_a_directory_of_its_own_and_is_read_back(string id, string name)
    {
        Assert.Equal(name, FleetFolderName.Of(new(id)));
        Assert.True(FleetFolderName.TryParse(name, out var fleet));
        Assert.Equal(id, fleet.Value);
    }

    [Theory]
    [InlineData("Berlin")]
    [InlineData("a.b")]
    [InlineData("_62erlin")] // a small letter is never written so
    [InlineData("_4")]
    [InlineData("berlin_")]
    [InlineData("lost+found")]
    public void Another_directory_is_none_of_ours(string name) => Assert.False(FleetFolderName.TryParse(name, out _));
}
