import { credentialLabels } from '../providers/credentials.js'
import type { Texts } from './texts-en.js'

/** The French texts of the hosted pages. */
export const fr: Texts = {
  language: 'fr',
  cancel: 'Annuler',
  back: 'Retour',
  allDone: 'J’ai tout fait',
  backToApp: 'Retour à l’application',
  refused: 'Non accepté :',
  sandbox: {
    note: 'Bac à sable : ceci est repull-mock, et aucun compte réel n’est concerné.',
    left: 'Temps restant',
    actions: 'Terminer la session maintenant :',
    approve: 'accepter',
    deny: 'refuser',
    expire: 'laisser expirer',
  },
  picker: {
    title: 'Que souhaitez-vous connecter ?',
    search: 'Rechercher',
    nothing: 'Aucun service ne porte ce nom.',
    ota: 'Canaux de réservation',
    pms: 'Logiciels de gestion',
    beta: 'bêta',
  },
  connect: (provider) => `Connecter ${provider}`,
  consent: {
    lead: (provider) => `Une application demande l’accès à votre compte ${provider}. Elle pourrait :`,
    full_access: [
      'lire et modifier les annonces, les prix et les calendriers',
      'lire et gérer les réservations',
      'lire les messages des voyageurs et y répondre',
    ],
    messaging: ['lire les réservations', 'lire les messages des voyageurs et y répondre'],
    read_only: ['lire les annonces, les prix et les calendriers', 'lire les réservations et les messages'],
    approve: 'Autoriser l’accès',
    deny: 'Refuser',
    conflict: 'Mon compte est connecté ailleurs',
  },
  account: {
    title: 'Est-ce bien votre compte ?',
    name: 'Nom',
    confirm: 'Connecter ce compte',
  },
  credentials: {
    lead: (provider) =>
      `Saisissez les identifiants que ${provider} vous a fournis pour connecter d’autres logiciels.`,
    hint: 'Toute valeur convient dans ce bac à sable. Les valeurs invalid, unavailable et slow choisissent la réponse du service.',
    submit: 'Connecter',
    fields: credentialLabels('fr'),
    optional: (label) => `${label} (facultatif)`,
  },
  activation: {
    lead: (provider) =>
      `${provider} se connecte avec un nom d’utilisateur et un mot de passe créés pour vous. Faites d’abord ceci :`,
    steps: (provider) => [
      `Connectez-vous à ${provider} en tant que propriétaire du compte.`,
      'Ouvrez les réglages des logiciels connectés.',
      'Collez le nom d’utilisateur et le mot de passe, puis enregistrez.',
    ],
  },
  designation: {
    title: 'Choisissez Repull dans l’Extranet',
    lead: 'Booking.com vous demande de confirmer que Repull peut gérer votre hôtel. Faites d’abord ceci :',
    steps: [
      'Connectez-vous à l’Extranet de Booking.com.',
      'Ouvrez Compte, puis Fournisseur de connectivité.',
      'Cherchez Repull et confirmez.',
    ],
  },
  hotel: {
    title: 'Quel est votre hôtel ?',
    hint: 'Six chiffres ou plus. Tout identifiant convient dans ce bac à sable ; ceux qui se terminent par 412, 425, 502 ou 503 choisissent la réponse de Booking.com.',
    verify: 'Vérifier l’hôtel',
    another: 'Un autre hôtel',
  },
  importing: {
    title: 'Importation des chambres en cours',
    lead: (hotel) =>
      `${hotel} est vérifié. La suite s’affichera d’elle-même dès que ses chambres seront importées.`,
  },
  rooms: {
    title: (hotel) => `Associez les chambres de ${hotel}`,
    lead: 'Indiquez à quelle annonce correspond chaque chambre.',
    guests: (count) => (count === 1 ? '1 voyageur' : `${count} voyageurs`),
    none: 'Aucune annonce',
    map: 'Terminer',
  },
  done: {
    goingOn: 'Vous allez revenir à l’application.',
    close: 'Vous pouvez fermer cette page.',
    completed: {
      title: 'Connecté',
      text: (provider, account) => `Votre compte ${provider} est connecté : ${account}.`,
    },
    cancelled: { title: 'Non connecté', text: () => 'Rien n’a été connecté.' },
    errored: {
      title: 'Non connecté',
      text: (provider) => `Votre compte ${provider} est connecté ailleurs : rien n’a changé.`,
    },
  },
  refusals: {
    missing: (label) => `À remplir : ${label}.`,
    hotelId: 'Un identifiant d’hôtel compte de 6 à 64 chiffres, et rien d’autre.',
    byCode: {
      invalid_credentials: (provider) => `${provider} a refusé ces identifiants. Vérifiez-les et réessayez.`,
      provider_unavailable: (provider) => `${provider} est injoignable pour le moment. Réessayez plus tard.`,
      designation_pending: () =>
        'Vous n’avez pas encore confirmé à Booking.com que Repull peut gérer cet hôtel. Faites-le dans l’Extranet, puis réessayez.',
      booking_error: () => 'Booking.com a répondu par une erreur. Réessayez plus tard.',
      claim_pending: () => 'Les chambres de l’hôtel ne sont pas encore importées. Réessayez dans un instant.',
    },
    other: () => 'Cela n’a pas fonctionné. Vérifiez votre saisie et réessayez.',
  },
  problems: {
    developers: 'Pour les développeurs',
    again: 'Rouvrir la page',
    startAgain: 'Retournez à l’application et recommencez.',
    byCode: {
      not_found: { title: 'Ce lien ne mène nulle part', text: 'Il est peut-être incomplet, ou très ancien.' },
      session_expired: { title: 'Ce lien a expiré', text: 'Un tel lien n’est valable que peu de temps.' },
      invalid_provider: {
        title: 'Ce lien n’est pas valable',
        text: 'Il n’a pas été créé pour le service qu’il nomme.',
      },
      invalid_params: { title: 'Ce lien est incomplet', text: 'Une partie du lien manque ou est altérée.' },
      forbidden: {
        title: 'Ce formulaire n’est plus à jour',
        text: 'Rien n’a changé. Veuillez refaire l’étape.',
      },
    },
    completed: { title: 'Déjà connecté', text: 'Ce lien ne peut pas servir une seconde fois.' },
    ended: {
      title: 'Ce lien a déjà servi',
      text: 'Rien n’a été connecté. Le lien ne peut plus être utilisé.',
    },
    other: { title: 'Cela n’a pas fonctionné', text: 'Rien n’a changé.' },
  },
}
