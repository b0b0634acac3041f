# The package as a gallery and its clients take it. Each client runs in a shell whose user has no modules and no repositories.
Describe 'The package' {
    BeforeAll {
        $installed = (Get-Module LambdaRoleAudit).ModuleBase
        $version = (Get-Module LambdaRoleAudit).Version
        $package = (Resolve-Path "$installed/../../../LambdaRoleAudit.$version.nupkg").Path
        $repository = New-Item -ItemType Directory (Join-Path $TestDrive 'repository')
        Copy-Item $package $repository
        function Read-Entry([string] $Name) {
            $zip = [IO.Compression.ZipFile]::OpenRead($package)
            try { [IO.StreamReader]::new($zip.GetEntry($Name).Open()).ReadToEnd() } finally { $zip.Dispose() }
        }
        $metadata = ([xml] (Read-Entry LambdaRoleAudit.nuspec)).package.metadata
        $manifest = Import-PowerShellDataFile "$installed/LambdaRoleAudit.psd1"
        $user = Join-Path $TestDrive 'user'
        foreach ($folder in '.local/share', '.config', '.cache') { $null = New-Item -ItemType Directory "$user/$folder" }
        function Invoke-User([string] $Command) {
            $run = Invoke-Pwsh -Arguments '-Command', "`$ErrorActionPreference = 'Stop'; $Command" -Environment @{
                HOME = $user; XDG_DATA_HOME = "$user/.local/share"; XDG_CONFIG_HOME = "$user/.config"; XDG_CACHE_HOME = "$user/.cache"
                PSModulePath = $null
            }
            if ($run.ExitCode -ne 0) { throw $run.Errors }
            $run.Output
        }
    }

    Context 'what it says of itself' {
        It 'has the <Element> of the manifest' -ForEach @(
            @{ Element = 'version'; Key = 'ModuleVersion' }
            @{ Element = 'authors'; Key = 'Author' }
            @{ Element = 'description'; Key = 'Description' }
            @{ Element = 'copyright'; Key = 'Copyright' }
        ) {
            $metadata[$Element].InnerText | Should -Be $manifest[$Key]
        }

        It 'has a tag for every cmdlet, by which a gallery finds it' {
            $tags = -split $metadata.tags
            foreach ($cmdlet in $manifest.CmdletsToExport) { $tags | Should -Contain "PSCmdlet_$cmdlet" }
            foreach ($tag in $manifest.PrivateData.PSData.Tags) { $tags | Should -Contain $tag }
            $tags | Should -Contain 'PSModule'
        }

        It 'has the release notes of CHANGELOG.md, in the manifest and in the package' {
            $changelog = (Get-Content "$installed/CHANGELOG.md" -Raw) -replace '\r'
            $changelog | Should -BeLike "*$([WildcardPattern]::Escape($manifest.PrivateData.PSData.ReleaseNotes))*"
            $manifest.PrivateData.PSData.ReleaseNotes.Length | Should -BeGreaterThan 100
            $metadata.releaseNotes | Should -Be $manifest.PrivateData.PSData.ReleaseNotes
        }

        It 'brings its icon, its README and its license' {
            $metadata.icon | Should -Be 'icon.png'
            $metadata.readme | Should -Be 'README.md'
            $metadata.license.InnerText | Should -Be 'Apache-2.0'
            foreach ($file in 'icon.png', 'README.md', 'LICENSE', 'THIRD-PARTY-NOTICES.md') { Join-Path $installed $file | Should -Exist }
        }

        It 'depends on nothing: AWS.Tools.Common is used if it is there' {
            $metadata.GetElementsByTagName('dependencies') | Should -BeNullOrEmpty
            $manifest.PrivateData.PSData.ExternalModuleDependencies | Should -Be 'AWS.Tools.Common'
            $manifest.ContainsKey('RequiredModules') | Should -BeFalse
        }

        It 'brings its help: nothing is fetched, so there is no HelpInfoUri' {
            $manifest.ContainsKey('HelpInfoUri') | Should -BeFalse
            "$installed/en-US/LambdaRoleAudit.dll-Help.xml" | Should -Exist
            "$installed/en-US/about_LambdaRoleAudit.help.txt" | Should -Exist
        }

        It 'has the description and the tags that Compress-PSResource would give it' {
            $other = New-Item -ItemType Directory (Join-Path $TestDrive 'compressed')
            $null = Invoke-User "Compress-PSResource -Path '$installed' -DestinationPath '$other'"
            $zip = [IO.Compression.ZipFile]::OpenRead((Get-ChildItem $other -Filter *.nupkg).FullName)
            try { $theirs = ([xml] [IO.StreamReader]::new($zip.GetEntry('LambdaRoleAudit.nuspec').Open()).ReadToEnd()).package.metadata }
            finally { $zip.Dispose() }
            foreach ($element in 'id', 'version', 'authors', 'owners', 'description', 'copyright', 'releaseNotes') {
                $metadata[$element].InnerText.Trim() | Should -Be ($theirs[$element].InnerText.Trim() -replace '\r') -Because $element
            }
            -split $theirs.tags | Where-Object { $_ -notin -split $metadata.tags } | Should -BeNullOrEmpty
        }
    }

    Context 'PSResourceGet, from a repository that is a folder' {
        BeforeAll {
            $register = "Register-PSResourceRepository -Name Local -Uri '$repository' -Trusted"
            $save = Join-Path $TestDrive 'saved'
            $null = New-Item -ItemType Directory $save
            $null = Invoke-User "$register; Save-PSResource LambdaRoleAudit -Repository Local -Path '$save'"
        }

        It 'finds it with its description' {
            Invoke-User "(Find-PSResource LambdaRoleAudit -Repository Local).Description" | Should -Be $manifest.Description
        }

        It 'saves the very files that were tested' {
            $saved = "$save/LambdaRoleAudit/$version"
            $files = Get-ChildItem $installed -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($installed, $_) }
            $files.Count | Should -BeGreaterThan 50
            foreach ($file in $files) { (Get-FileHash "$saved/$file").Hash | Should -Be (Get-FileHash "$installed/$file").Hash -Because $file }
            $others = Get-ChildItem $saved -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($saved, $_) } | Where-Object { $_ -notin $files }
            $others | Should -BeNullOrEmpty
        }

        It 'installs it for the user, who has its commands at once' {
            $answer = Invoke-User "Install-PSResource LambdaRoleAudit -Repository Local -WarningAction SilentlyContinue; (Get-InstalledPSResource LambdaRoleAudit).Version.ToString(); (Get-Command Get-SharedLambdaRole).Version.ToString(); (Get-Module LambdaRoleAudit).ModuleBase"
            $answer[0..1] | Should -Be "$version", "$version"
        }

        It 'works as installed, against an account' {
            $null = Start-Sandbox
            try { Invoke-User '(Get-SharedLambdaRole).RoleName' | Should -Be 'aws-lambda-full-access', 'order-events-role' }
            finally { Stop-Sandbox }
        }

        It 'uninstalls it' {
            Invoke-User "Uninstall-PSResource LambdaRoleAudit; @(Get-Module -ListAvailable LambdaRoleAudit).Count" | Should -Be '0'
        }
    }

    Context 'PowerShellGet 2, from a repository that is a folder' {
        It 'saves it, and what it saved can be imported' {
            $path = Join-Path $TestDrive 'saved2'
            $null = New-Item -ItemType Directory $path
            Invoke-User "Import-Module PowerShellGet -MaximumVersion 2.99; Register-PSRepository -Name Local -SourceLocation '$repository' -InstallationPolicy Trusted -WarningAction SilentlyContinue; Save-Module LambdaRoleAudit -Repository Local -Path '$path' -WarningAction SilentlyContinue; Import-Module '$path/LambdaRoleAudit'; (Get-Command -Module LambdaRoleAudit).Count" |
                Should -Be '13'
        }
    }
}
